import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { byMail, byText, openMessageMfaPool } from '../../../test/support/message-mfa.ts'
import { openTriggeredPool, runTriggers, type TriggerFunction, throwing } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const custom: TriggerFunction = ({ request, triggerSource }) => ({
  emailSubject: triggerSource,
  emailMessage: `<b>${[request['usernameParameter'], request['codeParameter']].join(' ')}</b>`,
})

describe('the custom message trigger', () => {
  it('writes the subject and the text around the code', async (t) => {
    const opened = await openTriggeredPool(t, { CustomMessage: custom })
    const { signUp, client, mail, events, lastCode, ClientId, UserPoolId } = opened
    const { UserSub } = await signUp(email, { ClientMetadata: { lang: 'de' } })
    assert.deepEqual(events, [
      {
        version: '1',
        triggerSource: 'CustomMessage_SignUp',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: UserSub,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
        request: {
          userAttributes: { sub: UserSub, 'cognito:user_status': 'UNCONFIRMED', email, email_verified: 'false' },
          codeParameter: '{####}',
          linkParameter: '{##Click Here##}',
          usernameParameter: null,
          clientMetadata: { lang: 'de' },
        },
        response: { smsMessage: null, emailMessage: null, emailSubject: null },
      },
    ])
    const [message] = mail.messages
    assert.equal(message?.subject, 'CustomMessage_SignUp')
    assert.match(message?.html ?? '', /^<b> \d{6}<\/b>$/)
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
  })

  it('runs for every message, and never sees the code or password itself', async (t) => {
    const opened = await openTriggeredPool(t, { CustomMessage: custom })
    const { signUp, client, sources, events, mail, lastCode, tokens, ClientId, UserPoolId } = opened
    await signUp()
    await client.ResendConfirmationCode({ ClientId, Username: email })
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    await client.ForgotPassword({ ClientId, Username: email })
    const { AccessToken } = await tokens()
    const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
    await client.UpdateUserAttributes({ AccessToken, UserAttributes })
    await client.GetUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
    await client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode() })
    await client.AdminResetUserPassword({ UserPoolId, Username: 'jane@example.org', ClientMetadata: { a: 'b' } })
    const bob = { UserPoolId, Username: 'bob@example.com', TemporaryPassword: password }
    await client.AdminCreateUser(bob)
    await client.AdminCreateUser({ ...bob, MessageAction: 'RESEND' })
    await client.AdminCreateUser({ ...bob, Username: 'eve@example.com', MessageAction: 'SUPPRESS' })
    const wanted = [
      'CustomMessage_SignUp',
      'CustomMessage_ResendCode',
      'CustomMessage_ForgotPassword',
      'CustomMessage_UpdateUserAttribute',
      'CustomMessage_VerifyUserAttribute',
      'CustomMessage_ForgotPassword',
      'CustomMessage_AdminCreateUser',
      'CustomMessage_AdminCreateUser',
    ]
    assert.deepEqual(sources(), wanted)
    assert.deepEqual(
      mail.messages.map(({ subject }) => subject),
      wanted,
    )
    assert.equal(mail.messages.at(-1)?.html, `<b>bob@example.com ${password}</b>`)
    const callers = events.map((event) => Reflect.get(Reflect.get(event, 'callerContext') as object, 'clientId'))
    assert.deepEqual(callers.slice(-4), [ClientId, ...Array<string>(3).fill('CLIENT_ID_NOT_APPLICABLE')])
    const secrets = mail.messages.map(({ html }) => /\d{6}/.exec(html)?.[0] ?? password)
    assert.ok(!secrets.some((secret) => JSON.stringify(events).includes(secret)))
    assert.deepEqual(events.at(-1)?.request['usernameParameter'], '{username}')
  })

  it('keeps what it does not change', async (t) => {
    const opened = await openTriggeredPool(t, { CustomMessage: () => ({ emailSubject: 'Hello\r\nBcc: x' }) })
    await opened.signUp()
    const [message] = opened.mail.messages
    assert.equal(message?.subject, 'Hello Bcc: x')
    assert.match(message?.html ?? '', /^Your confirmation code is \d{6}$/)
  })

  it('cannot leave the code out: the message of the pool is sent, and the log says why', async (t) => {
    const opened = await openTriggeredPool(t, { CustomMessage: () => ({ emailSubject: 'x', emailMessage: 'Welcome' }) })
    await opened.signUp()
    assert.equal(opened.mail.messages[0]?.subject, 'Your verification code')
    const entry = opened.log.entries.find(({ event }) => event === 'custom-message-unused')
    assert.equal(entry?.['reason'], "emailMessage lacks {####}, so the pool's own message was sent")
  })

  it('refuses the call when it fails, or answers what is no text', async (t) => {
    const opened = await openTriggeredPool(t, { CustomMessage: throwing('no') })
    const { signUp, triggers, mail } = opened
    await assert.rejects(signUp(), refusal('UserLambdaValidationException', 'CustomMessage failed with error no.'))
    const unrecognizable = refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output')
    for (const response of [{ emailMessage: 7 }, { emailSubject: 'x'.repeat(141) }]) {
      triggers['CustomMessage'] = () => response
      await assert.rejects(signUp(`${JSON.stringify(response).length}@example.com`), unrecognizable)
    }
    assert.deepEqual(mail.messages, [])
  })
})

describe('the custom message trigger at sign-in', () => {
  const byAttribute: TriggerFunction = ({ triggerSource, request }) => ({
    smsMessage: `Text ${String(request['codeParameter'])}`,
    emailMessage: `${triggerSource} ${String(request['codeParameter'])}`,
  })

  async function open(t: TestContext) {
    const { functions, LambdaConfig, running } = runTriggers({ CustomMessage: byAttribute })
    return { running, ...(await openMessageMfaPool(t, 'OPTIONAL', { functions, pool: { LambdaConfig } })) }
  }

  it('writes the mail and the text message with the code', async (t) => {
    const { addUser, prefer, signIn, mail, sms, mailedCode, textedCode, running } = await open(t)
    await addUser()
    await prefer(byMail)
    await signIn()
    assert.equal(mail.messages.at(-1)?.html, `CustomMessage_Authentication ${mailedCode()}`)
    await prefer(byText)
    await signIn()
    assert.equal(sms.messages.at(-1)?.text, `Text ${textedCode()}`)
    running['CustomMessage'] = () => ({ smsMessage: 'no code', emailMessage: 'no code' })
    await signIn()
    assert.equal(sms.messages.at(-1)?.text, `Your authentication code is ${textedCode()}. `)
  })
})
