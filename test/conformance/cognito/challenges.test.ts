import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openDevicePool } from '../../support/devices.ts'
import { openMessageMfaPool } from '../../support/message-mfa.ts'
import { openMfaPool } from '../../support/mfa.ts'
import { totp } from '../../support/totp-client.ts'
import { openTriggeredPool } from '../../support/triggers.ts'
import { email, openUserPool, password, refusal } from '../../support/user-pool.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
const oldSession = refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.')

/** A user who has to choose a password, and has signed in with the temporary one. */
async function openInvited(t: TestContext, settings: Parameters<typeof openUserPool>[1] = {}) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, ClientId, signIn } = opened
  await client.AdminCreateUser({ UserPoolId, Username: email, TemporaryPassword: password })
  const asked = await signIn()
  const choose = (responses: Record<string, string> = {}) =>
    client.RespondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: asked.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'N3wer!!!', ...responses },
    })
  return { ...opened, asked, choose }
}

describe('a new password', () => {
  const Schema = [{ Name: 'given_name', Required: true, Mutable: true }]

  it('C068 is asked for with the attributes that the user has and needs, as texts', async (t) => {
    const { asked } = await openInvited(t, { pool: { Schema } })
    assert.equal(asked.ChallengeName, 'NEW_PASSWORD_REQUIRED')
    assert.ok(asked.Session)
    const { userAttributes = '', requiredAttributes = '' } = asked.ChallengeParameters ?? {}
    assert.equal((JSON.parse(userAttributes) as Record<string, string>)['email'], email)
    assert.deepEqual(JSON.parse(requiredAttributes), ['userAttributes.given_name'])
  })

  it('C069 ends in tokens and confirms the user, once', async (t) => {
    const { choose, client, UserPoolId } = await openInvited(t)
    assert.ok((await choose()).AuthenticationResult?.AccessToken)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    await assert.rejects(choose(), usedSession)
  })

  it('C070 is chosen before the session ends', async (t) => {
    const { choose, clock } = await openInvited(t, { client: { AuthSessionValidity: 5 } })
    clock.advance(5 * 60_000 + 1)
    await assert.rejects(choose(), oldSession)
  })

  it('C071 comes with the attributes that are required', async (t) => {
    const { choose } = await openInvited(t, { pool: { Schema } })
    const text = 'Invalid attributes given, given_name is missing'
    await assert.rejects(choose(), refusal('InvalidParameterException', text))
  })
})

describe('an authenticator app', () => {
  async function openAssociated(t: TestContext) {
    const opened = await openMfaPool(t, 'ON')
    await opened.addUser()
    const asked = await opened.signIn()
    const { SecretCode = '', Session } = await opened.client.AssociateSoftwareToken({ Session: asked.Session })
    assert.ok(Session && Session !== asked.Session)
    const UserCode = opened.nextCode(SecretCode)
    const verified = await opened.client.VerifySoftwareToken({ Session, UserCode })
    return { ...opened, asked, secret: SecretCode, verified }
  }

  it('C072 is set up where the pool demands one', async (t) => {
    const { asked, verified, respond } = await openAssociated(t)
    assert.equal(asked.ChallengeName, 'MFA_SETUP')
    assert.equal(asked.ChallengeParameters?.['MFAS_CAN_SETUP'], '["SOFTWARE_TOKEN_MFA"]')
    assert.equal(verified.Status, 'SUCCESS')
    assert.ok((await respond('MFA_SETUP', verified.Session)).AuthenticationResult)
  })

  it('C073 is asked for by the next sign-in, even when setting it up never ended', async (t) => {
    const { signIn } = await openAssociated(t)
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })

  it('C074 has codes that are good once', async (t) => {
    const { setUp, signIn, answerCode, nextCode } = await openMfaPool(t, 'OPTIONAL')
    const code = nextCode(await setUp())
    const [first, second] = [await signIn(), await signIn()]
    assert.ok((await answerCode(first.Session, code)).AuthenticationResult)
    const used = refusal('ExpiredCodeException', 'Your software token has already been used once.')
    await assert.rejects(answerCode(second.Session, code), used)
  })

  it('C075 has no other codes', async (t) => {
    const { setUp, signIn, answerCode } = await openMfaPool(t, 'OPTIONAL')
    await setUp()
    const { Session } = await signIn()
    const wrong = refusal('CodeMismatchException', 'Invalid code received for user')
    await assert.rejects(answerCode(Session, '12345x'), wrong)
  })

  it('C076 is chosen by users who get text messages as well and prefer neither', async (t) => {
    const { addUser, prefer, signIn, respond, client, setMfa, clock, tokens } = await openMessageMfaPool(t)
    await addUser()
    await setMfa({ SoftwareTokenMfaConfiguration: { Enabled: true } })
    const { AccessToken } = await tokens()
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await client.VerifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock.now()) })
    await prefer({ SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } })
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'SELECT_MFA_TYPE')
    const choices = JSON.parse(asked.ChallengeParameters?.['MFAS_CAN_CHOOSE'] ?? '') as string[]
    assert.deepEqual(choices.toSorted(), ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'])
    const chosen = await respond('SELECT_MFA_TYPE', asked.Session, { ANSWER: 'SMS_MFA' })
    assert.equal(chosen.ChallengeName, 'SMS_MFA')
    const again = await signIn()
    const other = await respond('SELECT_MFA_TYPE', again.Session, { ANSWER: 'SOFTWARE_TOKEN_MFA' })
    assert.equal(other.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })
})

describe('challenges of the pool`s own functions', () => {
  const client = { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const] }
  const begin = ({ client: api, ClientId }: Awaited<ReturnType<typeof openUserPool>>) =>
    api.InitiateAuth({ ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: email } })

  it('C077 end when the functions say that the user failed', async (t) => {
    const DefineAuthChallenge = () => ({ issueTokens: false, failAuthentication: true })
    const nothing = () => ({})
    const opened = await openTriggeredPool(
      t,
      { DefineAuthChallenge, CreateAuthChallenge: nothing, VerifyAuthChallengeResponse: nothing },
      { client },
    )
    await opened.addUser()
    await assert.rejects(begin(opened), incorrect)
  })

  it('C078 need functions', async (t) => {
    const opened = await openUserPool(t, { client })
    await opened.addUser()
    const text = 'Custom auth lambda trigger is not configured for the user pool.'
    await assert.rejects(begin(opened), refusal('InvalidParameterException', text))
  })
})

describe('devices', () => {
  it('C083 that are confirmed stand for a second factor', async (t) => {
    const opened = await openDevicePool(t, { ChallengeRequiredOnNewDevice: true }, 'OPTIONAL')
    const { addDevice, client, nextCode, setMode, signIn, signInOn, beginDevice } = opened
    const device = await addDevice()
    const { AccessToken } = device
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(SecretCode) })
    await setMode('ON')
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
    const asked = await signInOn(device.key)
    assert.equal(asked.ChallengeName, 'DEVICE_SRP_AUTH')
    const { asked: verifier, finish } = await beginDevice(asked.Session, device.metadata)
    assert.equal(verifier.ChallengeName, 'DEVICE_PASSWORD_VERIFIER')
    assert.ok((await finish()).AuthenticationResult)
  })

  it('C084 that nobody has confirmed do not exist', async (t) => {
    const { addUser, signInOn } = await openDevicePool(t)
    await addUser()
    const unknown = signInOn('us-east-1_6a2d7a3e-0000-4000-8000-000000000000')
    await assert.rejects(unknown, refusal('ResourceNotFoundException', 'Device does not exist.'))
  })
})
