import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

async function openWithUser(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  await opened.addUser()
  const { client, UserPoolId } = opened
  const update = (attributes: Record<string, string>, Username = email) =>
    client.AdminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
  return { ...opened, update }
}

describe('AdminUpdateUserAttributes', () => {
  it('sets attributes, verified flags included, and takes blank ones away', async (t) => {
    const { update, attributesOf } = await openWithUser(t)
    await update({ name: 'Jane', email_verified: 'true' })
    const { name, email_verified: verified } = await attributesOf()
    assert.deepEqual([name, verified], ['Jane', 'true'])
    await update({ name: '' })
    assert.equal('name' in (await attributesOf()), false)
  })

  it('moves the sign-in name with the address, which is unverified then', async (t) => {
    const { update, signIn, attributesOf } = await openWithUser(t)
    await update({ email_verified: 'true' })
    await update({ email: 'jane@example.org' })
    await assert.rejects(signIn(email), { code: 'UserNotFoundException' })
    await signIn('jane@example.org')
    assert.equal((await attributesOf('jane@example.org')).email_verified, 'false')
  })

  it("refuses another user's address, and changes nothing", async (t) => {
    const { update, addUser, attributesOf } = await openWithUser(t)
    await addUser('eve@example.com')
    await assert.rejects(
      update({ email: 'eve@example.com', name: 'Eve' }),
      refusal('AliasExistsException', 'An account with the given email already exists.'),
    )
    assert.equal('name' in (await attributesOf()), false)
  })

  it('mails a code to a new address, unless it is marked as verified', async (t) => {
    const { update, mail, client, tokens, lastCode, attributesOf } = await openWithUser(t)
    const sent = mail.messages.length
    await update({ email: 'jane@example.org', email_verified: 'true' })
    assert.equal(mail.messages.length, sent)
    await update({ email: 'jane@example.net' }, 'jane@example.org')
    assert.deepEqual([mail.messages.length, mail.messages.at(-1)?.to], [sent + 1, 'jane@example.net'])
    const { AccessToken } = await tokens('jane@example.net')
    await client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode() })
    assert.equal((await attributesOf('jane@example.net')).email_verified, 'true')
  })

  it('keeps the old address until the new one is verified, where the pool asks for that', async (t) => {
    const { update, attributesOf, mail } = await openWithUser(t, {
      pool: { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
    })
    await update({ email_verified: 'true' })
    await update({ email: 'jane@example.org', email_verified: 'false' })
    assert.deepEqual((await attributesOf()).email_verified, 'true')
    assert.equal(mail.messages.at(-1)?.to, 'jane@example.org')
    await update({ email: 'jane@example.org', email_verified: 'true' })
    assert.equal((await attributesOf('jane@example.org')).email_verified, 'true')
  })

  it('refuses sub, immutable, unknown and malformed attributes', async (t) => {
    const { update } = await openWithUser(t, {
      pool: { Schema: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: false }] },
    })
    const invalid = (message: string) => refusal('InvalidParameterException', message)
    await assert.rejects(update({ sub: 'x' }), invalid('Cannot modify the non-mutable attribute sub'))
    await assert.rejects(
      update({ 'custom:tenant': '8' }),
      invalid('Cannot modify the non-mutable attribute custom:tenant'),
    )
    await assert.rejects(
      update({ 'custom:x': '1' }),
      invalid('Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined\n'),
    )
    await assert.rejects(update({ email: 'nonsense' }), invalid('Invalid email address format.'))
    await assert.rejects(update({ name: 'x' }, 'eve@example.com'), { code: 'UserNotFoundException' })
  })
})
