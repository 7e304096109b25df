import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openMfaPool } from '../../../test/support/mfa.ts'
import { totp } from '../../../test/support/totp-client.ts'
import { email, refusal } from '../../../test/support/user-pool.ts'

const notEnabled = refusal(
  'SoftwareTokenMFANotFoundException',
  'Software Token MFA has not been enabled by the userPool',
)

describe('AssociateSoftwareToken', () => {
  it('gives an access token`s user a secret, which is stored sealed', async (t) => {
    const { addUser, tokens, client, store, UserPoolId } = await openMfaPool(t, 'OPTIONAL')
    const sub = await addUser()
    const { AccessToken } = await tokens()
    const associated = await client.AssociateSoftwareToken({ AccessToken })
    assert.deepEqual(Object.keys(associated), ['SecretCode'])
    assert.match(associated.SecretCode ?? '', /^[A-Z2-7]{52}$/)
    assert.notEqual((await client.AssociateSoftwareToken({ AccessToken })).SecretCode, associated.SecretCode)
    const token = (await store.findUser(UserPoolId, sub))?.mfa?.softwareToken
    assert.deepEqual([token?.verified, Buffer.from(token?.sealedSecret ?? '', 'base64').length], [false, 82])
  })

  it('ends the earlier token at once', async (t) => {
    const { setUp, signIn, client, answerCode, nextCode } = await openMfaPool(t, 'OPTIONAL')
    const secret = await setUp()
    const answered = await answerCode((await signIn()).Session, nextCode(secret))
    await client.AssociateSoftwareToken({ AccessToken: answered.AuthenticationResult?.AccessToken })
    assert.ok((await signIn()).AuthenticationResult)
  })

  it('needs a pool with software tokens', async (t) => {
    const { addUser, tokens, client, setMode, signIn, clock } = await openMfaPool(t, 'ON')
    await addUser()
    const associated = await client.AssociateSoftwareToken({ Session: (await signIn()).Session })
    const UserCode = totp(associated.SecretCode ?? '', clock.now())
    const { Session } = await signIn()
    await setMode('OFF')
    const { AccessToken } = await tokens()
    await assert.rejects(client.AssociateSoftwareToken({ AccessToken }), notEnabled)
    await assert.rejects(client.AssociateSoftwareToken({ Session }), notEnabled)
    await assert.rejects(client.VerifySoftwareToken({ AccessToken, UserCode }), notEnabled)
    await assert.rejects(client.VerifySoftwareToken({ Session: associated.Session, UserCode }), notEnabled)
  })

  it('takes an access token or a session, one of them', async (t) => {
    const { client } = await openMfaPool(t, 'ON')
    const either = refusal('InvalidParameterException', 'Either AccessToken or Session is required, and not both.')
    for (const input of [{}, { AccessToken: 'x', Session: 'A'.repeat(20) }]) {
      await assert.rejects(client.AssociateSoftwareToken(input), either)
      await assert.rejects(client.VerifySoftwareToken({ ...input, UserCode: '123456' }), either)
    }
    await assert.rejects(client.AssociateSoftwareToken({ AccessToken: 'x' }), { code: 'NotAuthorizedException' })
  })

  it('refuses the token of a deleted user with an error that its model has', async (t) => {
    const { addUser, tokens, client, UserPoolId } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    await client.AdminDeleteUser({ UserPoolId, Username: email })
    await assert.rejects(client.AssociateSoftwareToken({ AccessToken }), { code: 'NotAuthorizedException' })
  })
})

describe('VerifySoftwareToken', () => {
  const wrong = refusal('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA')

  it('takes the right code of the newest secret, once', async (t) => {
    const { addUser, tokens, client, nextCode } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    await assert.rejects(
      client.VerifySoftwareToken({ AccessToken, UserCode: '123456' }),
      refusal('SoftwareTokenMFANotFoundException', 'User has not set up software token mfa'),
    )
    const { SecretCode: older = '' } = await client.AssociateSoftwareToken({ AccessToken })
    const { SecretCode: newer = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await assert.rejects(client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(older) }), wrong)
    const UserCode = nextCode(newer)
    assert.deepEqual(await client.VerifySoftwareToken({ AccessToken, UserCode }), { Status: 'SUCCESS' })
    await assert.rejects(client.VerifySoftwareToken({ AccessToken, UserCode }), wrong)
  })

  it('takes no code for a secret that is replaced at that moment', async (t) => {
    const { addUser, tokens, client, nextCode, store } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    const useSession = store.useSession.bind(store)
    t.mock.method(store, 'useSession', async (...given: Parameters<typeof useSession>) => {
      await client.AssociateSoftwareToken({ AccessToken })
      return useSession(...given)
    })
    await assert.rejects(client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(SecretCode) }), wrong)
  })

  it('counts wrong codes to the lockout', async (t) => {
    const { addUser, tokens, client, nextCode } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    for (let failure = 1; failure <= 5; failure++)
      await assert.rejects(client.VerifySoftwareToken({ AccessToken, UserCode: '000000' }), wrong)
    await assert.rejects(
      client.VerifySoftwareToken({ AccessToken, UserCode: '000000' }),
      refusal('NotAuthorizedException', 'Password attempts exceeded'),
    )
    await client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(SecretCode) })
  })
})
