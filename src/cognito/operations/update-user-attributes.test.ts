import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

const verifiedFirst = {
  pool: { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email' as const] } },
}

async function openSignedIn(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, addUser, tokens } = opened
  await addUser()
  await client.AdminUpdateUserAttributes({
    UserPoolId,
    Username: email,
    UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
  })
  const { AccessToken } = await tokens()
  const update = (attributes: Record<string, string>) =>
    client.UpdateUserAttributes({
      AccessToken,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
  return { ...opened, AccessToken, update }
}

const delivered = { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' }

describe('UpdateUserAttributes', () => {
  it('sets attributes and takes blank ones away, without mail', async (t) => {
    const { update, attributesOf, mail } = await openSignedIn(t)
    const sent = mail.messages.length
    assert.deepEqual(await update({ name: 'Jane', locale: 'en' }), { CodeDeliveryDetailsList: [] })
    assert.equal((await attributesOf()).name, 'Jane')
    await update({ name: '' })
    const { name, locale } = await attributesOf()
    assert.deepEqual([name, locale], [undefined, 'en'])
    assert.equal(mail.messages.length, sent)
  })

  it('changes an address at once, unverified, and mails a code to it', async (t) => {
    const { update, attributesOf, signIn, mail } = await openSignedIn(t)
    assert.deepEqual(await update({ email: 'jane@example.org' }), { CodeDeliveryDetailsList: [delivered] })
    const { to, purpose } = mail.messages.at(-1)!
    assert.deepEqual([to, purpose], ['jane@example.org', 'UpdateUserAttribute'])
    assert.equal((await attributesOf('jane@example.org')).email_verified, 'false')
    await signIn('jane@example.org')
    await assert.rejects(signIn(email), { code: 'UserNotFoundException' })
  })

  it('keeps the old address until the new one is verified, where the pool asks for that', async (t) => {
    const { update, attributesOf, signIn, mail, client, AccessToken, lastCode } = await openSignedIn(t, verifiedFirst)
    assert.deepEqual(await update({ email: 'jane@example.org' }), { CodeDeliveryDetailsList: [delivered] })
    assert.equal(mail.messages.at(-1)?.to, 'jane@example.org')
    const { email: old, email_verified: verified } = await attributesOf()
    assert.deepEqual([old, verified], [email, 'true'])
    await signIn(email)
    await assert.rejects(signIn('jane@example.org'), { code: 'UserNotFoundException' })
    await client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode() })
    assert.equal((await attributesOf('jane@example.org')).email_verified, 'true')
    await assert.rejects(signIn(email), { code: 'UserNotFoundException' })
  })

  it('drops the new address that waits when another change of it follows', async (t) => {
    const { update, client, AccessToken, lastCode, attributesOf } = await openSignedIn(t, verifiedFirst)
    await update({ email: 'jane@example.org' })
    const code = lastCode()
    assert.deepEqual(await update({ email }), { CodeDeliveryDetailsList: [] })
    await assert.rejects(client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: code }), {
      code: 'CodeMismatchException',
    })
    assert.equal((await attributesOf()).email, email)
  })

  it("refuses another user's address at once, whether it counts at once or not", async (t) => {
    for (const settings of [{}, verifiedFirst]) {
      const { update, addUser, mail } = await openSignedIn(t, settings)
      await addUser('eve@example.com')
      const sent = mail.messages.length
      await assert.rejects(
        update({ email: 'eve@example.com' }),
        refusal('AliasExistsException', 'An account with the given email already exists.'),
      )
      assert.equal(mail.messages.length, sent)
    }
  })

  it('refuses what the client may not write, what is fixed and what the pool needs', async (t) => {
    const { update } = await openSignedIn(t, {
      pool: {
        Schema: [
          { Name: 'tenant', AttributeDataType: 'String' },
          { Name: 'locale', Mutable: false },
        ],
      },
      client: { WriteAttributes: ['email', 'custom:tenant', 'locale'] },
    })
    const invalid = (message: string) => refusal('InvalidParameterException', message)
    await assert.rejects(
      update({ name: 'Jane' }),
      refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute'),
    )
    for (const name of ['sub', 'email_verified', 'phone_number_verified', 'custom:tenant', 'locale'])
      await assert.rejects(update({ [name]: 'true' }), invalid(`Cannot modify the non-mutable attribute ${name}`))
    await assert.rejects(
      update({ 'custom:x': '1' }),
      invalid('Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n'),
    )
    await assert.rejects(
      update({ email: '' }),
      invalid('Invalid user attributes: email: Required attribute cannot be deleted.'),
    )
    await assert.rejects(update({ email: 'nonsense' }), invalid('Invalid email address format.'))
  })

  it('refuses the 21st mailed code within an hour, and changes nothing', async (t) => {
    const { update, attributesOf } = await openSignedIn(t)
    for (let change = 1; change <= 20; change++) await update({ email: `jane${change}@example.com` })
    await assert.rejects(update({ email, name: 'Jane' }), refusal('TooManyRequestsException', 'Too many requests'))
    assert.equal((await attributesOf('jane20@example.com')).name, undefined)
    await update({ name: 'Jane' })
  })

  it('keeps the change when the mail cannot be sent', async (t) => {
    const { update, attributesOf, mail } = await openSignedIn(t)
    t.mock.method(mail, 'send', () => Promise.reject(new Error('no route')))
    await assert.rejects(update({ email: 'jane@example.org' }), { code: 'CodeDeliveryFailureException' })
    assert.equal((await attributesOf('jane@example.org')).email_verified, 'false')
  })

  it('refuses a revoked access token', async (t) => {
    const { update, client, AccessToken } = await openSignedIn(t)
    await client.GlobalSignOut({ AccessToken })
    await assert.rejects(update({ name: 'x' }), refusal('NotAuthorizedException', 'Access Token has been revoked'))
  })
})

describe('DeleteUserAttributes', () => {
  it('takes attributes away, and again without complaint', async (t) => {
    const { update, client, AccessToken, attributesOf } = await openSignedIn(t)
    await update({ name: 'Jane', locale: 'en' })
    for (let time = 1; time <= 2; time++)
      await client.DeleteUserAttributes({ AccessToken, UserAttributeNames: ['name'] })
    const { name, locale } = await attributesOf()
    assert.deepEqual([name, locale], [undefined, 'en'])
  })

  it('refuses attributes that users sign in by, that are required or not for the client to write', async (t) => {
    const { client, AccessToken } = await openSignedIn(t, { client: { WriteAttributes: ['email'] } })
    const remove = (name: string) => client.DeleteUserAttributes({ AccessToken, UserAttributeNames: [name] })
    await assert.rejects(
      remove('email'),
      refusal('InvalidParameterException', 'Invalid user attributes: email: Required attribute cannot be deleted.'),
    )
    await assert.rejects(
      remove('name'),
      refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute'),
    )
    await assert.rejects(
      remove('sub'),
      refusal('InvalidParameterException', 'Cannot modify the non-mutable attribute sub'),
    )
  })
})
