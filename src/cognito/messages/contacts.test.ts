import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openChoicePool } from '../../../test/support/choices.ts'
import { phoneNumber, SmsConfiguration } from '../../../test/support/message-mfa.ts'
import { runTriggers } from '../../../test/support/triggers.ts'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const texted = { Destination: '+*******0123', DeliveryMedium: 'SMS', AttributeName: 'phone_number' }
const mailed = { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' }

/** A pool that verifies addresses and numbers, whose usernames are either. */
async function openTextingPool(t: TestContext, settings: NonNullable<Parameters<typeof openUserPool>[1]> = {}) {
  const opened = await openUserPool(t, {
    ...settings,
    pool: {
      UsernameAttributes: ['email', 'phone_number'],
      AutoVerifiedAttributes: ['email', 'phone_number'],
      SmsConfiguration,
      ...settings.pool,
    },
  })
  const { sms, client, ClientId, UserPoolId } = opened
  const textedCode = () => /\b\d{6}\b/.exec(sms.messages.at(-1)?.text ?? '')?.[0] ?? ''
  const confirm = (Username: string, ConfirmationCode: string) =>
    client.ConfirmSignUp({ ClientId, Username, ConfirmationCode })
  const setAttributes = (Username: string, attributes: Record<string, string>) =>
    client.AdminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
  return { ...opened, textedCode, confirm, setAttributes }
}

describe('codes by text message', () => {
  it('confirm a sign-up by phone number, and verify the number', async (t) => {
    const { signUp, client, ClientId, textedCode, confirm, attributesOf, sms, mail } = await openTextingPool(t)
    assert.deepEqual((await signUp(phoneNumber)).CodeDeliveryDetails, texted)
    assert.equal(sms.messages.at(-1)?.text, `Your confirmation code is ${textedCode()}. `)
    const first = textedCode()
    const resent = await client.ResendConfirmationCode({ ClientId, Username: phoneNumber })
    assert.deepEqual(resent.CodeDeliveryDetails, texted)
    await assert.rejects(confirm(phoneNumber, first), { code: 'CodeMismatchException' })
    await confirm(phoneNumber, textedCode())
    assert.equal((await attributesOf(phoneNumber))['phone_number_verified'], 'true')
    assert.deepEqual(mail.messages, [])
  })

  it('go to the number of whoever has an address too', async (t) => {
    const { signUp, confirm, textedCode, attributesOf } = await openTextingPool(t)
    const { CodeDeliveryDetails } = await signUp(email, {
      UserAttributes: [{ Name: 'phone_number', Value: phoneNumber }],
    })
    assert.deepEqual(CodeDeliveryDetails, texted)
    await confirm(email, textedCode())
    const { email_verified: byMail, phone_number_verified: byText } = await attributesOf()
    assert.deepEqual([byMail, byText], ['false', 'true'])
  })

  it('are written as the pool or its function says', async (t) => {
    const { functions, LambdaConfig, running } = runTriggers({ CustomMessage: () => ({}) })
    const pool = { LambdaConfig, SmsVerificationMessage: 'Hi {####}' }
    const { signUp, sms, textedCode, client, ClientId } = await openTextingPool(t, { functions, pool })
    await signUp(phoneNumber)
    assert.equal(sms.messages.at(-1)?.text, `Hi ${textedCode()}`)
    running['CustomMessage'] = () => ({ smsMessage: 'Hello {####}' })
    await client.ResendConfirmationCode({ ClientId, Username: phoneNumber })
    assert.equal(sms.messages.at(-1)?.text, `Hello ${textedCode()}`)
  })

  it('verify a number that its user changes, at once or once it is verified', async (t) => {
    const { signUp, confirm, textedCode, tokens, client, UserPoolId, attributesOf } = await openTextingPool(t)
    await signUp(phoneNumber)
    await confirm(phoneNumber, textedCode())
    const { AccessToken } = await tokens(phoneNumber)
    const update = (Value: string) =>
      client.UpdateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'phone_number', Value }] })
    const { CodeDeliveryDetailsList } = await update('+15555550199')
    assert.deepEqual(CodeDeliveryDetailsList, [{ ...texted, Destination: '+*******0199' }])
    const verify = (AttributeName: string, Code: string) =>
      client.VerifyUserAttribute({ AccessToken, AttributeName, Code })
    await assert.rejects(verify('email', textedCode()), { code: 'ExpiredCodeException' })
    await assert.rejects(verify('phone_number', '000000'), { code: 'CodeMismatchException' })
    await verify('phone_number', textedCode())
    assert.equal((await attributesOf('+15555550199'))['phone_number_verified'], 'true')

    await client.UpdateUserPool({
      UserPoolId,
      AutoVerifiedAttributes: ['phone_number'],
      SmsConfiguration,
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['phone_number'] },
    })
    await update(phoneNumber)
    assert.equal((await attributesOf('+15555550199'))['phone_number'], '+15555550199')
    const asked = await client.GetUserAttributeVerificationCode({ AccessToken, AttributeName: 'phone_number' })
    assert.deepEqual(asked.CodeDeliveryDetails, texted)
    await verify('phone_number', textedCode())
    assert.equal((await attributesOf(phoneNumber))['phone_number'], phoneNumber)
  })

  it('and mail both go out for both changes at once', async (t) => {
    const { addUser, setAttributes, sms, mail, tokens, client } = await openTextingPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    const [texts, mails] = [sms.messages.length, mail.messages.length]
    const UserAttributes = [
      { Name: 'email', Value: 'jane@example.org' },
      { Name: 'phone_number', Value: phoneNumber },
    ]
    const { CodeDeliveryDetailsList } = await client.UpdateUserAttributes({ AccessToken, UserAttributes })
    assert.deepEqual(CodeDeliveryDetailsList, [mailed, texted])
    assert.deepEqual([sms.messages.length, mail.messages.length], [texts + 1, mails + 1])
    await setAttributes('jane@example.org', { phone_number: '+15555550177' })
    assert.equal(sms.messages.at(-1)?.to, '+15555550177')
  })

  it('are refused where the pool cannot send them, and told of when they cannot leave', async (t) => {
    const { signUp, client, ClientId, UserPoolId, addUser, tokens, sms, setAttributes } = await openTextingPool(t)
    sms.send = async () => Promise.reject(new Error('no signal'))
    await assert.rejects(signUp(phoneNumber), refusal('CodeDeliveryFailureException', 'Unable to deliver the message.'))
    await addUser()
    await assert.rejects(setAttributes(email, { phone_number: '+15555550177' }), {
      code: 'InvalidSmsRoleAccessPolicyException',
    })
    const { AccessToken } = await tokens()
    await client.UpdateUserPool({ UserPoolId })
    await assert.rejects(
      client.GetUserAttributeVerificationCode({ AccessToken, AttributeName: 'phone_number' }),
      refusal(
        'InvalidParameterException',
        'Invalid phone number provided/Unable to send the message. User pool does not have SMS configuration to send messages.',
      ),
    )
    await assert.rejects(client.ResendConfirmationCode({ ClientId, Username: phoneNumber }), {
      message: 'Cannot resend codes. Auto verification not turned on.',
    })
  })
})

describe('invitations by text message', () => {
  it('go to whoever they are meant for, or has no address', async (t) => {
    const { client, UserPoolId, sms, mail, signIn } = await openTextingPool(t)
    await client.AdminCreateUser({ UserPoolId, Username: phoneNumber, TemporaryPassword: 'Temp0rary!' })
    assert.equal(sms.messages.at(-1)?.text, `Your username is ${phoneNumber} and temporary password is Temp0rary!.`)
    assert.equal((await signIn(phoneNumber, 'Temp0rary!')).ChallengeName, 'NEW_PASSWORD_REQUIRED')
    const UserAttributes = [{ Name: 'phone_number', Value: '+15555550166' }]
    const user = { UserPoolId, Username: email, UserAttributes }
    await client.AdminCreateUser({ ...user, DesiredDeliveryMediums: ['SMS', 'EMAIL'] })
    assert.deepEqual([sms.messages.at(-1)?.to, mail.messages.at(-1)?.to], ['+15555550166', email])
    await assert.rejects(
      client.AdminCreateUser({ UserPoolId, Username: 'eve@example.com', DesiredDeliveryMediums: ['SMS'] }),
      refusal('InvalidParameterException', 'No phone number provided but desired delivery medium was SMS'),
    )
    await client.UpdateUserPool({ UserPoolId })
    await assert.rejects(client.AdminCreateUser({ ...user, DesiredDeliveryMediums: ['SMS'] }), {
      message: /User pool does not have SMS configuration/,
    })
  })
})

describe('recovery by text message', () => {
  const both = { email_verified: 'true', phone_number: phoneNumber, phone_number_verified: 'true' }

  it('comes first where the pool says nothing, and follows its priorities where it does', async (t) => {
    const { addUser, setAttributes, client, ClientId, UserPoolId, textedCode, signIn } = await openTextingPool(t)
    await addUser()
    await setAttributes(email, both)
    const forgot = async () => (await client.ForgotPassword({ ClientId, Username: email })).CodeDeliveryDetails
    const reset = (ConfirmationCode: string, Password: string) =>
      client.ConfirmForgotPassword({ ClientId, Username: email, ConfirmationCode, Password })
    assert.deepEqual(await forgot(), texted)
    await assert.rejects(reset('000000', 'N3w-pass!'), { code: 'CodeMismatchException' })
    await reset(textedCode(), 'N3w-pass!')
    assert.ok((await signIn(email, 'N3w-pass!')).AuthenticationResult)
    await client.AdminResetUserPassword({ UserPoolId, Username: email })
    await reset(textedCode(), password)

    const RecoveryMechanisms = [
      { Name: 'verified_phone_number' as const, Priority: 2 },
      { Name: 'verified_email' as const, Priority: 1 },
    ]
    const update = (more: object) =>
      client.UpdateUserPool({ UserPoolId, SmsConfiguration, AccountRecoverySetting: { RecoveryMechanisms }, ...more })
    await update({})
    assert.deepEqual(await forgot(), mailed)
    await setAttributes(email, { email_verified: 'false' })
    assert.deepEqual(await forgot(), texted)
    await update({ SmsConfiguration: undefined })
    await assert.rejects(forgot(), { code: 'InvalidParameterException' })
  })

  it('takes the place of mail for whoever has mail as a second factor, and the other way round', async (t) => {
    const { addUser, setAttributes, client, ClientId, UserPoolId } = await openTextingPool(t)
    await addUser()
    await setAttributes(email, both)
    await client.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OPTIONAL', SmsMfaConfiguration: {} })
    const user = { UserPoolId, Username: email }
    await client.AdminSetUserMFAPreference({ ...user, SMSMfaSettings: { Enabled: true } })
    const { CodeDeliveryDetails } = await client.ForgotPassword({ ClientId, Username: email })
    assert.deepEqual(CodeDeliveryDetails, mailed)
  })

  it('is simulated by either medium for names without a user, and always the same', async (t) => {
    const client = { PreventUserExistenceErrors: 'ENABLED' as const }
    const opened = await openTextingPool(t, { client })
    const forgot = async (Username: string) =>
      JSON.stringify(await opened.client.ForgotPassword({ ClientId: opened.ClientId, Username }))
    const names = Array.from({ length: 16 }, (_, index) => `nobody${index}@example.com`)
    const answers = await Promise.all(names.map(forgot))
    assert.deepEqual(await Promise.all(names.map(forgot)), answers)
    assert.ok(answers.some((answer) => answer.includes('SMS')) && answers.some((answer) => answer.includes('EMAIL')))
    assert.ok((await forgot('+15555550144')).includes('+*******0144'))
    assert.deepEqual([opened.sms.messages, opened.mail.messages], [[], []])
  })
})

describe('signing up by phone number without a password', () => {
  it('leads to tokens by the code of the sign-up', async (t) => {
    const { client, ClientId, begin, sms } = await openChoicePool(t, ['PASSWORD', 'SMS_OTP'], {
      pool: { UsernameAttributes: ['phone_number'], AutoVerifiedAttributes: ['phone_number'] },
    })
    const { Session } = await client.SignUp({ ClientId, Username: phoneNumber })
    const ConfirmationCode = /\b\d{6}\b/.exec(sms.messages.at(-1)?.text ?? '')?.[0]
    const confirmed = await client.ConfirmSignUp({ ClientId, Username: phoneNumber, ConfirmationCode, Session })
    assert.ok((await begin(phoneNumber, {}, confirmed.Session)).AuthenticationResult)
  })
})
