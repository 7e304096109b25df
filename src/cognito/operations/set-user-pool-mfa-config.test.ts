import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'
import { EmailConfiguration, SmsConfiguration } from '../../../test/support/message-mfa.ts'
import { refusal } from '../../../test/support/user-pool.ts'

async function openPool(t: TestContext) {
  const { client } = await openCognito(t)
  const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
  const UserPoolId = pool?.Id ?? ''
  return { client, UserPoolId, get: () => client.GetUserPoolMfaConfig({ UserPoolId }) }
}

const softwareToken = { SoftwareTokenMfaConfiguration: { Enabled: true } }

describe('SetUserPoolMfaConfig', () => {
  it('replaces all that was before, and leaves MFA off without a mode', async (t) => {
    const { client, UserPoolId, get } = await openPool(t)
    assert.deepEqual(await get(), { MfaConfiguration: 'OFF' })
    for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
      const config = { MfaConfiguration, ...softwareToken }
      assert.deepEqual(await client.SetUserPoolMfaConfig({ UserPoolId, ...config }), config)
      assert.deepEqual(await get(), config)
      const { UserPool: pool } = await client.DescribeUserPool({ UserPoolId })
      assert.equal(pool?.MfaConfiguration, MfaConfiguration)
      assert.equal('SoftwareTokenMfaConfiguration' in (pool ?? {}), false)
    }
    assert.deepEqual(await client.SetUserPoolMfaConfig({ UserPoolId }), { MfaConfiguration: 'OFF' })
    assert.deepEqual(await get(), { MfaConfiguration: 'OFF' })
  })

  it('refuses a factor without MFA, and MFA without a factor', async (t) => {
    const { client, UserPoolId } = await openPool(t)
    const set = (config: object) => client.SetUserPoolMfaConfig({ UserPoolId, ...config })
    const together = refusal(
      'InvalidParameterException',
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    )
    await assert.rejects(set({ MfaConfiguration: 'OFF', ...softwareToken }), together)
    await assert.rejects(set({ SoftwareTokenMfaConfiguration: { Enabled: false } }), together)
    await assert.rejects(set({ EmailMfaConfiguration: {} }), together)
    await assert.rejects(
      set({ MfaConfiguration: 'ON' }),
      refusal(
        'InvalidParameterException',
        'At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.',
      ),
    )
    await assert.rejects(
      set({ MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: false } }),
      refusal(
        'InvalidParameterException',
        'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
      ),
    )
  })

  it('takes mail as a factor in a pool that sends it from an account of its own', async (t) => {
    const { client, UserPoolId, get } = await openPool(t)
    const email = {
      MfaConfiguration: 'OPTIONAL',
      EmailMfaConfiguration: { Message: '{####}', Subject: 'Code' },
    } as const
    const set = () => client.SetUserPoolMfaConfig({ UserPoolId, ...email })
    await assert.rejects(
      set(),
      refusal('InvalidParameterException', 'Email MFA needs an EmailConfiguration with the account DEVELOPER.'),
    )
    const update = (more: Omit<Parameters<typeof client.UpdateUserPool>[0], 'UserPoolId'>) =>
      client.UpdateUserPool({ UserPoolId, EmailConfiguration, ...more })
    const RecoveryMechanisms = [{ Name: 'verified_email' as const, Priority: 1 }]
    const recovery = { AccountRecoverySetting: { RecoveryMechanisms } }
    await update(recovery)
    const onlyMail = refusal(
      'InvalidParameterException',
      'Email MFA cannot be combined with account recovery by email only.',
    )
    await assert.rejects(set(), onlyMail)
    await update({ UserPoolTier: 'LITE' })
    await assert.rejects(
      set(),
      refusal(
        'FeatureUnavailableInTierException',
        'The following features need to be disabled for the LITE pricing tier configured: Email MFA',
      ),
    )
    await update({ UserPoolTier: 'ESSENTIALS' })
    assert.deepEqual(await set(), email)
    assert.deepEqual(await get(), email)
    await assert.rejects(update({ MfaConfiguration: 'ON', ...recovery }), onlyMail)
    await update({ MfaConfiguration: 'ON' })
    assert.deepEqual(await get(), { ...email, MfaConfiguration: 'ON' })
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.equal('EmailMfaConfiguration' in (UserPool ?? {}), false)
  })

  it('takes text messages as a factor in a pool that can send them, and has them there', async (t) => {
    const { client, UserPoolId, get } = await openPool(t)
    const set = (more: object) => client.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON', ...more })
    await assert.rejects(
      set({ SmsMfaConfiguration: {} }),
      refusal(
        'InvalidParameterException',
        'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
      ),
    )
    const SmsMfaConfiguration = { SmsConfiguration, SmsAuthenticationMessage: 'Code {####}' }
    const shown = { MfaConfiguration: 'ON', SmsMfaConfiguration }
    assert.deepEqual(await set({ SmsMfaConfiguration }), shown)
    assert.deepEqual(await get(), shown)
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual(UserPool?.SmsConfiguration, SmsConfiguration)
    await assert.rejects(
      set(softwareToken),
      refusal('InvalidParameterException', "Can't turn off SMS_MFA when SMS configuration is set for the user pool"),
    )
    await set({ ...softwareToken, SmsMfaConfiguration: {} })
    await client.UpdateUserPool({ UserPoolId, MfaConfiguration: 'ON' })
    assert.deepEqual(await get(), { MfaConfiguration: 'ON', ...softwareToken })
  })

  it('configures passkeys whether MFA is on or off, and UpdateUserPool leaves them alone', async (t) => {
    const { client, UserPoolId, get } = await openPool(t)
    const WebAuthnConfiguration = {
      RelyingPartyId: 'auth.shop.example',
      UserVerification: 'required',
      FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    } as const
    const off = { MfaConfiguration: 'OFF', WebAuthnConfiguration } as const
    assert.deepEqual(await client.SetUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration }), off)
    await client.UpdateUserPool({ UserPoolId })
    assert.deepEqual(await get(), off)
    const on = { MfaConfiguration: 'ON', ...softwareToken, WebAuthnConfiguration } as const
    assert.deepEqual(await client.SetUserPoolMfaConfig({ UserPoolId, ...on }), on)
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.equal('WebAuthnConfiguration' in (UserPool ?? {}), false)
    await client.SetUserPoolMfaConfig({ UserPoolId })
    assert.deepEqual(await get(), { MfaConfiguration: 'OFF' })
  })

  it('refuses a relying party that no browser takes, and passkeys in the tier LITE', async (t) => {
    const { client, UserPoolId } = await openPool(t)
    const set = (RelyingPartyId: string) =>
      client.SetUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration: { RelyingPartyId } })
    const named = refusal('InvalidParameterException', 'RelyingPartyId must be a domain name, without scheme and port.')
    for (const id of ['https://shop.example', 'shop.example:443', 'Shop.example', '127.0.0.1', 'shop..example', '*.a'])
      await assert.rejects(set(id), named)
    for (const id of ['localhost', 'shop.example', 'xn--bcher-kva.example', 'a.1a']) await set(id)
    const toLite = () => client.UpdateUserPool({ UserPoolId, UserPoolTier: 'LITE' })
    const aboveTier = refusal(
      'FeatureUnavailableInTierException',
      'The following features need to be disabled for the LITE pricing tier configured: Passkeys',
    )
    await assert.rejects(toLite(), aboveTier)
    await client.SetUserPoolMfaConfig({ UserPoolId })
    await toLite()
    await assert.rejects(set('shop.example'), aboveTier)
  })

  it('refuses a pool that does not exist', async (t) => {
    const { client } = await openPool(t)
    await assert.rejects(client.SetUserPoolMfaConfig({ UserPoolId: 'us-east-1_missing' }), {
      code: 'ResourceNotFoundException',
      message: 'User pool us-east-1_missing does not exist.',
    })
  })
})

describe('UpdateUserPool', () => {
  it('keeps MFA on only when it says so, and only with a factor', async (t) => {
    const { client, UserPoolId, get } = await openPool(t)
    const needsSms = refusal(
      'InvalidParameterException',
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    )
    await assert.rejects(client.UpdateUserPool({ UserPoolId, MfaConfiguration: 'ON' }), needsSms)
    await client.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON', ...softwareToken })
    await client.UpdateUserPool({ UserPoolId, MfaConfiguration: 'OPTIONAL' })
    assert.deepEqual(await get(), { MfaConfiguration: 'OPTIONAL', ...softwareToken })
    await client.UpdateUserPool({ UserPoolId })
    assert.deepEqual(await get(), { MfaConfiguration: 'OFF' })
    await assert.rejects(client.UpdateUserPool({ UserPoolId, MfaConfiguration: 'ON' }), needsSms)
  })
})

describe('CreateUserPool', () => {
  it('has text messages as a factor of a pool that can send them', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool } = await client.CreateUserPool({ PoolName: 'x', MfaConfiguration: 'ON', SmsConfiguration })
    assert.deepEqual(await client.GetUserPoolMfaConfig({ UserPoolId: UserPool?.Id }), {
      MfaConfiguration: 'ON',
      SmsMfaConfiguration: { SmsConfiguration },
    })
  })
})
