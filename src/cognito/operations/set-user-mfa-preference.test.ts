import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byMail, byText, openMessageMfaPool } from '../../../test/support/message-mfa.ts'
import { openMfaPool } from '../../../test/support/mfa.ts'
import { email, refusal } from '../../../test/support/user-pool.ts'

const on = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }

describe('SetUserMFAPreference', () => {
  it('switches a verified software token on and off, as GetUser shows', async (t) => {
    const { addUser, tokens, client, nextCode, signIn } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    const shown = async () => {
      const { UserMFASettingList, PreferredMfaSetting } = await client.GetUser({ AccessToken })
      return [UserMFASettingList, PreferredMfaSetting]
    }
    const { SecretCode = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(SecretCode) })
    assert.deepEqual(await shown(), [undefined, undefined])
    assert.ok((await signIn()).AuthenticationResult)
    assert.deepEqual(await client.SetUserMFAPreference({ AccessToken, ...on }), {})
    assert.deepEqual(await shown(), [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
    await client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
    assert.deepEqual(await shown(), [['SOFTWARE_TOKEN_MFA'], undefined])
    await client.SetUserMFAPreference({ AccessToken })
    assert.deepEqual(await shown(), [['SOFTWARE_TOKEN_MFA'], undefined])
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
    await client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } })
    assert.deepEqual(await shown(), [undefined, undefined])
    assert.ok((await signIn()).AuthenticationResult)
    await client.SetUserMFAPreference({ AccessToken, ...on })
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  })

  it('refuses a software token that is not set up or not verified', async (t) => {
    const { addUser, tokens, client } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    await assert.rejects(
      client.SetUserMFAPreference({ AccessToken, ...on }),
      refusal('InvalidParameterException', 'User has not set up software token mfa'),
    )
    await client.AssociateSoftwareToken({ AccessToken })
    await assert.rejects(
      client.SetUserMFAPreference({ AccessToken, ...on }),
      refusal('InvalidParameterException', 'User has not verified software token mfa'),
    )
    await assert.rejects(
      client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { PreferredMfa: true } }),
      refusal('InvalidParameterException', 'SOFTWARE_TOKEN_MFA cannot be preferred without being enabled.'),
    )
  })

  it('switches mail and text messages on and off, as GetUser shows', async (t) => {
    const { addUser, tokens, client } = await openMessageMfaPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    const shown = async () => {
      const { UserMFASettingList, PreferredMfaSetting, MFAOptions } = await client.GetUser({ AccessToken })
      return [UserMFASettingList, PreferredMfaSetting, MFAOptions]
    }
    const options = [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }]
    await client.SetUserMFAPreference({ AccessToken, ...byMail })
    assert.deepEqual(await shown(), [['EMAIL_OTP'], 'EMAIL_OTP', undefined])
    await client.SetUserMFAPreference({ AccessToken, ...byText })
    assert.deepEqual(await shown(), [['EMAIL_OTP', 'SMS_MFA'], 'SMS_MFA', options])
    await client.SetUserMFAPreference({ AccessToken, SMSMfaSettings: { Enabled: false } })
    assert.deepEqual(await shown(), [['EMAIL_OTP'], undefined, undefined])
    await assert.rejects(
      client.SetUserMFAPreference({ AccessToken, ...byMail, ...byText }),
      refusal('InvalidParameterException', 'Only one MFA factor can be preferred.'),
    )
  })

  it('refuses a factor for which the user lacks an address or number, or which the pool lacks', async (t) => {
    const { addUser, client, UserPoolId, prefer } = await openMessageMfaPool(t)
    await addUser(email, null)
    await assert.rejects(
      prefer({ SMSMfaSettings: { Enabled: true } }),
      refusal('InvalidParameterException', 'User does not have a phone_number set to turn on SMS MFA'),
    )
    await client.SetUserPoolMfaConfig({ UserPoolId })
    await assert.rejects(
      prefer({ EmailMfaSettings: { Enabled: true } }),
      refusal('InvalidParameterException', 'EMAIL_OTP is not enabled for the user pool.'),
    )
    await assert.rejects(
      prefer({ WebAuthnMfaSettings: { Enabled: true } }),
      refusal('InvalidParameterException', 'Passkeys are not enabled as MFA for the user pool.'),
    )
    for (const name of ['SMSMfaSettings', 'EmailMfaSettings', 'WebAuthnMfaSettings'])
      assert.deepEqual(await prefer({ [name]: { Enabled: false } }), {})
  })

  it('refuses mail to a user without an address', async (t) => {
    const { signUp, prefer } = await openMessageMfaPool(t, 'OPTIONAL', { pool: { UsernameAttributes: undefined } })
    await signUp('jane')
    await assert.rejects(
      prefer(byMail, 'jane'),
      refusal('InvalidParameterException', 'User does not have an email set to turn on EMAIL_OTP'),
    )
  })
})

describe('SetUserSettings and AdminSetUserSettings', () => {
  it('switch text messages on and off', async (t) => {
    const { addUser, tokens, client, UserPoolId, signIn, answerText, textedCode } = await openMessageMfaPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    const sms = { MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' } as const] }
    const user = { UserPoolId, Username: email }
    assert.deepEqual(await client.SetUserSettings({ AccessToken, ...sms }), {})
    const { ChallengeName, Session } = await signIn()
    assert.equal(ChallengeName, 'SMS_MFA')
    assert.ok((await answerText(Session, textedCode())).AuthenticationResult)
    assert.deepEqual(await client.AdminSetUserSettings({ ...user, MFAOptions: [] }), {})
    assert.ok((await signIn()).AuthenticationResult)
    await client.AdminSetUserSettings({ ...user, ...sms })
    assert.equal((await signIn()).ChallengeName, 'SMS_MFA')
    await client.SetUserSettings({ AccessToken, MFAOptions: [] })
    assert.ok((await signIn()).AuthenticationResult)
    await assert.rejects(
      client.AdminSetUserSettings({ ...user, MFAOptions: [{ DeliveryMedium: 'EMAIL', AttributeName: 'email' }] }),
      refusal('InvalidParameterException', 'MFAOptions takes the DeliveryMedium SMS with phone_number only.'),
    )
  })
})

describe('AdminSetUserMFAPreference', () => {
  it('switches a factor on and off for a user who has set it up', async (t) => {
    const { setUp, client, UserPoolId, signIn, addUser } = await openMfaPool(t, 'OPTIONAL')
    await setUp()
    const user = { UserPoolId, Username: email }
    await client.AdminSetUserMFAPreference({ ...user, SoftwareTokenMfaSettings: { Enabled: false } })
    assert.ok((await signIn()).AuthenticationResult)
    assert.deepEqual(await client.AdminSetUserMFAPreference({ ...user, ...on }), {})
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
    await addUser('eve@example.com')
    await assert.rejects(
      client.AdminSetUserMFAPreference({ UserPoolId, Username: 'eve@example.com', ...on }),
      refusal('InvalidParameterException', 'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA'),
    )
    await assert.rejects(
      client.AdminSetUserMFAPreference({ UserPoolId, Username: 'bob@example.com', ...on }),
      refusal('UserNotFoundException', 'User does not exist.'),
    )
  })
})
