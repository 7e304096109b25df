import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const template = (properties: string): string => `
Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: shop, ${properties} } } }
Outputs: { Pool: { Value: !Ref Pool } }
`
const softwareToken = { SoftwareTokenMfaConfiguration: { Enabled: true } }

describe('a stack with a pool that has MFA', () => {
  it('sets its factors and mode, changes them in place and takes them away', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const authenticator = template('MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA]')
    await client.CreateStack({ StackName, TemplateBody: authenticator })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    const UserPoolId = Stacks[0]?.Outputs?.[0]?.OutputValue
    const config = () => cognito.GetUserPoolMfaConfig({ UserPoolId })
    assert.deepEqual(await config(), { MfaConfiguration: 'OPTIONAL', ...softwareToken })
    await client.UpdateStack({ StackName, TemplateBody: authenticator.replace('OPTIONAL', 'ON') })
    assert.deepEqual(await config(), { MfaConfiguration: 'ON', ...softwareToken })
    await client.UpdateStack({ StackName, TemplateBody: template('EnabledMfas: []') })
    assert.deepEqual(await config(), { MfaConfiguration: 'OFF' })
  })

  it('keeps MFA on while anything else of the pool changes', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const mfa = 'MfaConfiguration: ON, EnabledMfas: [SOFTWARE_TOKEN_MFA]'
    await client.CreateStack({ StackName, TemplateBody: template(mfa) })
    await client.UpdateStack({ StackName, TemplateBody: template(`${mfa}, AutoVerifiedAttributes: [email]`) })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    assert.equal(Stacks[0]?.StackStatus, 'UPDATE_COMPLETE')
    const UserPoolId = Stacks[0].Outputs?.[0]?.OutputValue
    assert.deepEqual(await cognito.GetUserPoolMfaConfig({ UserPoolId }), { MfaConfiguration: 'ON', ...softwareToken })
  })

  it('leaves no pool behind when the factors are refused', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const refusals: [string, RegExp][] = [
      ['MfaConfiguration: ON, EnabledMfas: [SMS_MFA]', /does not implement SmsMfaConfiguration yet/],
      ['MfaConfiguration: ON, EnabledMfas: [EMAIL_OTP]', /does not implement EmailMfaConfiguration yet/],
      ['MfaConfiguration: ON, EnabledMfas: [PIGEON]', /EnabledMfas has no value PIGEON/],
      ['EnabledMfas: [SOFTWARE_TOKEN_MFA], DeletionProtection: ACTIVE', /can't turn off MFA and configure an MFA/],
      ['MfaConfiguration: ON', /SMS configuration and Auto verification for phone_number are required/],
    ]
    for (const [index, [properties, reason]] of refusals.entries()) {
      const name = `${StackName}-${index}`
      await client.CreateStack({ StackName: name, TemplateBody: template(properties) })
      const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: name })
      assert.ok(StackEvents.some(({ ResourceStatusReason }) => reason.test(ResourceStatusReason ?? '')))
    }
    assert.deepEqual((await cognito.ListUserPools({ MaxResults: 60 })).UserPools, [])
  })
})
