import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { decryptMessage, readMessage } from '../../../test/support/encryption-sdk-message.ts'
import { functionArn, runTriggers, throwing, type TriggerFunction } from '../../../test/support/triggers.ts'
import { openCognito } from '../../../test/support/cognito.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const phoneNumber = '+12065550100'

/** A pool whose messages functions send. */
async function openSenders(
  t: TestContext,
  { send = () => ({}), ...settings }: Partial<CreateUserPoolCommandInput> & { send?: TriggerFunction } = {},
) {
  const { functions, events } = runTriggers({ CustomEmailSender: send, CustomSMSSender: send, CustomMessage: send })
  const cognito = await openCognito(t, functions)
  const { client, kms, senders } = cognito
  const { Arn: KMSKeyID = '' } = (await kms.CreateKey({})).KeyMetadata ?? {}
  const sender = (name: string) => ({ LambdaVersion: 'V1_0', LambdaArn: functionArn(name) }) as const
  const LambdaConfig = {
    CustomEmailSender: sender('CustomEmailSender'),
    CustomSMSSender: sender('CustomSMSSender'),
    CustomMessage: functionArn('CustomMessage'),
    KMSKeyID,
  }
  const created = await client.CreateUserPool({
    PoolName: 'customers',
    AutoVerifiedAttributes: ['email'],
    LambdaConfig,
    ...settings,
  })
  const UserPoolId = created.UserPool?.Id ?? ''
  const app = await client.CreateUserPoolClient({ UserPoolId, ClientName: 'web' })
  const ClientId = app.UserPoolClient?.ClientId ?? ''
  const UserAttributes = [{ Name: 'email', Value: email }]
  const signUp = () => client.SignUp({ ClientId, Username: 'ada', Password: password, UserAttributes })
  /** The newest event, and the code in it. */
  const received = async () => {
    await senders.settled()
    const event = events.at(-1) ?? assert.fail('no event')
    const message = Buffer.from(String(event.request['code']), 'base64')
    return { event, message, code: await decryptMessage(kms, message) }
  }
  return { ...cognito, UserPoolId, ClientId, KMSKeyID, LambdaConfig, events, signUp, received }
}

describe('a custom sender', () => {
  it('is told the code of a sign-up, encrypted under the key of the pool, and nothing is mailed', async (t) => {
    const { client, mail, ClientId, UserPoolId, KMSKeyID, LambdaConfig, signUp, received } = await openSenders(t)
    const { UserSub: sub } = await signUp()
    const { event, message, code } = await received()
    const { code: _code, ...request } = event.request
    assert.deepEqual(
      { ...event, request },
      {
        version: '1',
        triggerSource: 'CustomEmailSender_SignUp',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: 'ada',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
        request: {
          type: 'customEmailSenderRequestV1',
          clientMetadata: null,
          userAttributes: { sub, 'cognito:user_status': 'UNCONFIRMED', email, email_verified: 'false' },
        },
      },
    )
    assert.match(code, /^\d{6}$/)
    const { encryptionContext, keyArn } = readMessage(message)
    assert.deepEqual(
      [Object.keys(encryptionContext), encryptionContext['userpool-id'], keyArn],
      [['aws-crypto-public-key', 'userpool-id'], UserPoolId, KMSKeyID],
    )
    assert.deepEqual(mail.messages, [])
    await client.ConfirmSignUp({ ClientId, Username: 'ada', ConfirmationCode: code })
    assert.deepEqual((await client.DescribeUserPool({ UserPoolId })).UserPool?.LambdaConfig, LambdaConfig)
  })

  it('sends for each occasion what the user needs', async (t) => {
    const { client, ClientId, UserPoolId, signUp, received, events } = await openSenders(t)
    await signUp()
    await client.ResendConfirmationCode({ ClientId, Username: 'ada', ClientMetadata: { a: '1' } })
    const again = await received()
    assert.deepEqual(again.event.request['clientMetadata'], { a: '1' })
    await client.ConfirmSignUp({ ClientId, Username: 'ada', ConfirmationCode: again.code })
    await client.ForgotPassword({ ClientId, Username: 'ada' })
    const { code: ConfirmationCode } = await received()
    await client.ConfirmForgotPassword({ ClientId, Username: 'ada', ConfirmationCode, Password: `${password}2` })
    const Username = 'grace'
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'phone_number', Value: phoneNumber },
    ]
    const invited = { UserPoolId, Username, UserAttributes, TemporaryPassword: password }
    await client.AdminCreateUser(invited)
    const { code, event } = await received()
    assert.equal(code, password)
    assert.deepEqual(event.request['type'], 'customEmailSenderRequestV1')
    const sources = events.map(({ triggerSource }) => triggerSource.replace('CustomEmailSender_', ''))
    assert.deepEqual(sources, ['SignUp', 'ResendCode', 'ForgotPassword', 'AdminCreateUser'])
  })

  it('is one for text messages, too', async (t) => {
    const { client, sms, ClientId, received } = await openSenders(t, {
      AutoVerifiedAttributes: ['phone_number'],
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
    })
    const UserAttributes = [{ Name: 'phone_number', Value: phoneNumber }]
    await client.SignUp({ ClientId, Username: 'ada', Password: password, UserAttributes })
    const { event, code } = await received()
    assert.deepEqual(
      [event.triggerSource, event.request['type']],
      ['CustomSMSSender_SignUp', 'customSMSSenderRequestV1'],
    )
    assert.match(code, /^\d{6}$/)
    assert.deepEqual(sms.messages, [])
  })

  it('fails without the client hearing of it', async (t) => {
    const { signUp, senders, log } = await openSenders(t, { send: throwing('out of paper') })
    await signUp()
    await senders.settled()
    assert.ok(log.entries.some((entry) => JSON.stringify(entry).includes('CustomEmailSender_SignUp')))
  })

  it('is not told what the key cannot encrypt', async (t) => {
    const { kms, KMSKeyID, signUp, events } = await openSenders(t)
    await kms.DisableKey({ KeyId: KMSKeyID })
    await assert.rejects(signUp(), refusal('CodeDeliveryFailureException', 'Unable to deliver the message.'))
    assert.deepEqual(events, [])
  })
})
