import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'
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

  it('refuses by name the factors that poolgate lacks', async (t) => {
    const { client, UserPoolId } = await openPool(t)
    for (const name of ['SmsMfaConfiguration', 'EmailMfaConfiguration', 'WebAuthnConfiguration'])
      await assert.rejects(
        client.SetUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON', ...softwareToken, [name]: {} }),
        refusal('InvalidParameterException', `poolgate does not implement ${name} yet`),
      )
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
