import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
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

  it('refuses SMS for want of a number, and by name the factors that poolgate lacks; none of them switched off', async (t) => {
    const { addUser, tokens, client, UserPoolId } = await openMfaPool(t, 'OPTIONAL')
    await addUser()
    const { AccessToken } = await tokens()
    const set = (name: string, settings: object) => client.SetUserMFAPreference({ AccessToken, [name]: settings })
    await assert.rejects(
      set('SMSMfaSettings', { Enabled: true }),
      refusal('InvalidParameterException', 'User does not have a phone_number set to turn on SMS MFA'),
    )
    const UserAttributes = [{ Name: 'phone_number', Value: '+15555550100' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    for (const name of ['SMSMfaSettings', 'EmailMfaSettings', 'WebAuthnMfaSettings']) {
      await assert.rejects(
        set(name, { Enabled: true }),
        refusal('InvalidParameterException', `poolgate does not implement ${name}.Enabled yet`),
      )
      assert.deepEqual(await set(name, { Enabled: false }), {})
    }
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
