import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('AdminCreateUser', () => {
  it('makes a user who must change the password, and mails the temporary one', async (t) => {
    const { client, UserPoolId, mail, signIn } = await openUserPool(t)
    const { User } = await client.AdminCreateUser({ UserPoolId, Username: email })
    assert.equal(User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
    assert.equal(User?.Enabled, true)
    assert.deepEqual(User?.Attributes, [
      { Name: 'sub', Value: User?.Username },
      { Name: 'email', Value: email },
    ])
    const [message] = mail.messages
    assert.equal(message?.subject, 'Your temporary password')
    const text = /^Your username is jane@example\.com and temporary password is (\S+)\.$/.exec(message?.html ?? '')
    const temporary = text?.[1] ?? ''
    assert.equal((await signIn(email, temporary)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  })

  it("writes the invitation in the pool's own words, and keeps a hostile username text", async (t) => {
    const { client, UserPoolId, mail } = await openUserPool(t, {
      pool: {
        UsernameAttributes: [],
        AdminCreateUserConfig: {
          InviteMessageTemplate: { EmailSubject: 'Hello', EmailMessage: 'Hi {username}: {####}' },
        },
      },
    })
    await client.AdminCreateUser({
      UserPoolId,
      Username: '<b>{####}</b>',
      TemporaryPassword: 'Temp0rary!',
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    assert.equal(mail.messages[0]?.subject, 'Hello')
    assert.equal(mail.messages[0]?.html, 'Hi &#60;b&#62;{####}&#60;/b&#62;: Temp0rary!')
  })

  it('mails nothing when asked to SUPPRESS', async (t) => {
    const { client, UserPoolId, mail } = await openUserPool(t)
    await client.AdminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
    assert.deepEqual(mail.messages, [])
  })

  it('replaces the temporary password when asked to RESEND', async (t) => {
    const { client, UserPoolId, mail, signIn } = await openUserPool(t)
    const create = (more: object) => client.AdminCreateUser({ UserPoolId, Username: email, ...more })
    await create({ TemporaryPassword: 'Temp0rary!' })
    await create({ TemporaryPassword: 'An0ther!!', MessageAction: 'RESEND' })
    assert.equal(mail.messages.length, 2)
    await assert.rejects(signIn(email, 'Temp0rary!'), { code: 'NotAuthorizedException' })
    assert.equal((await signIn(email, 'An0ther!!')).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  })

  it('refuses to RESEND for a confirmed or an unknown user', async (t) => {
    const { client, UserPoolId, addUser } = await openUserPool(t)
    await addUser()
    const resend = (Username: string) => client.AdminCreateUser({ UserPoolId, Username, MessageAction: 'RESEND' })
    await assert.rejects(
      resend(email),
      refusal('UnsupportedUserStateException', `Resend not possible. ${email} status is not FORCE_CHANGE_PASSWORD`),
    )
    await assert.rejects(resend('eve@example.com'), { code: 'UserNotFoundException' })
  })

  it('refuses a name that is taken', async (t) => {
    const { client, UserPoolId, addUser } = await openUserPool(t)
    await addUser()
    await assert.rejects(
      client.AdminCreateUser({ UserPoolId, Username: email }),
      refusal('UsernameExistsException', 'User account already exists'),
    )
  })

  it('refuses what may be a sign-in name and is longer than a database can index', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    const create = (Name: string, letters: number) =>
      client.AdminCreateUser({ UserPoolId, Username: email, UserAttributes: [{ Name, Value: '日'.repeat(letters) }] })
    await assert.rejects(
      create('preferred_username', 900),
      refusal(
        'InvalidParameterException',
        'Attributes did not conform to the schema: preferred_username: Value must not have more than 2560 bytes in UTF-8.\n',
      ),
    )
    assert.ok(await create('name', 900))
  })

  it('refuses a temporary password against the policy, unknown attributes, and SMS where the pool has none', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    const create = (more: object) => client.AdminCreateUser({ UserPoolId, Username: email, ...more })
    await assert.rejects(create({ TemporaryPassword: 'short' }), { code: 'InvalidPasswordException' })
    await assert.rejects(
      create({ UserAttributes: [{ Name: 'custom:x', Value: '1' }] }),
      refusal(
        'InvalidParameterException',
        'Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined\n',
      ),
    )
    await assert.rejects(
      create({ DesiredDeliveryMediums: ['SMS'] }),
      refusal(
        'InvalidParameterException',
        'Invalid phone number provided/Unable to send the message. User pool does not have SMS configuration to send messages.',
      ),
    )
  })

  it('says that the mail failed and keeps the user', async (t) => {
    const { client, UserPoolId, mail } = await openUserPool(t)
    mail.send = async () => {
      throw new Error('connection refused')
    }
    await assert.rejects(client.AdminCreateUser({ UserPoolId, Username: email }), {
      code: 'CodeDeliveryFailureException',
    })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'FORCE_CHANGE_PASSWORD')
  })
})
