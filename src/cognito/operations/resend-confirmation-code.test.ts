import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('ResendConfirmationCode', () => {
  it('says where the new code went', async (t) => {
    const { signUp, client, ClientId, mail } = await openUserPool(t)
    await signUp()
    assert.deepEqual(await client.ResendConfirmationCode({ ClientId, Username: email }), {
      CodeDeliveryDetails: { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    assert.equal(mail.messages.at(-1)?.purpose, 'ResendCode')
  })

  it('refuses for a confirmed user', async (t) => {
    const { addUser, client, ClientId } = await openUserPool(t)
    await addUser()
    await assert.rejects(
      client.ResendConfirmationCode({ ClientId, Username: email }),
      refusal('InvalidParameterException', 'User is already confirmed.'),
    )
  })

  it('refuses in a pool that verifies nothing', async (t) => {
    const { signUp, client, ClientId } = await openUserPool(t, { pool: { AutoVerifiedAttributes: [] } })
    await signUp()
    await assert.rejects(
      client.ResendConfirmationCode({ ClientId, Username: email }),
      refusal('NotAuthorizedException', 'Cannot resend codes. Auto verification not turned on.'),
    )
  })

  it('refuses the sixth within an hour', async (t) => {
    const { signUp, client, ClientId, clock } = await openUserPool(t)
    await signUp()
    const resend = () => client.ResendConfirmationCode({ ClientId, Username: email })
    for (let attempt = 1; attempt <= 5; attempt++) await resend()
    await assert.rejects(
      resend(),
      refusal('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
    )
    clock.advance(3_600_000)
    await resend()
  })

  it('pretends for an unknown user, always the same, where the client hides users', async (t) => {
    const { client, ClientId, mail } = await openUserPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const resend = (Username: string) => client.ResendConfirmationCode({ ClientId, Username })
    assert.deepEqual(await resend(email), {
      CodeDeliveryDetails: { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    assert.deepEqual(await resend('someone'), await resend('someone'))
    assert.deepEqual(mail.messages, [])
  })

  it('repeats an address as it was typed, where users are hidden', async (t) => {
    const { signUp, client, ClientId } = await openUserPool(t, {
      pool: { UsernameConfiguration: { CaseSensitive: false } },
      client: { PreventUserExistenceErrors: 'ENABLED' },
    })
    await signUp()
    const { CodeDeliveryDetails } = await client.ResendConfirmationCode({ ClientId, Username: 'JANE@EXAMPLE.COM' })
    assert.equal(CodeDeliveryDetails?.Destination, 'J***@E***')
  })
})
