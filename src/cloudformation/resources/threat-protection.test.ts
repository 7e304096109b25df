import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolTier: PLUS
      UserPoolAddOns: { AdvancedSecurityMode: ENFORCED }
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool }
  Risk:
    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment
    Properties:
      UserPoolId: !Ref Pool
      ClientId: ALL
      RiskExceptionConfiguration: { BlockedIPRangeList: [192.0.2.0/24] }
  WebRisk:
    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment
    Properties:
      UserPoolId: !Ref Pool
      ClientId: !Ref Web
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: NO_ACTION } }
  Logs:
    Type: AWS::Cognito::LogDeliveryConfiguration
    Properties:
      UserPoolId: !Ref Pool
      LogConfigurations:
        - EventSource: userAuthEvents
          LogLevel: INFO
          CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:events' }
Outputs:
  Pool: { Value: !Ref Pool }
  Web: { Value: !Ref Web }
`

describe('a stack with risk and log configurations', () => {
  it('sets, changes and takes them away', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const status = async () => (await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]
    await client.CreateStack({ StackName: 'shop', TemplateBody: template })
    const stack = await status()
    assert.equal(stack?.StackStatus, 'CREATE_COMPLETE')
    const [UserPoolId, ClientId] = ['Pool', 'Web'].map(
      (key) => stack.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue,
    )
    const risk = async (more: object = {}) =>
      (await cognito.DescribeRiskConfiguration({ UserPoolId, ...more })).RiskConfiguration
    const logs = async () =>
      (await cognito.GetLogDeliveryConfiguration({ UserPoolId })).LogDeliveryConfiguration?.LogConfigurations
    assert.deepEqual((await risk())?.RiskExceptionConfiguration, { BlockedIPRangeList: ['192.0.2.0/24'] })
    assert.equal((await risk({ ClientId }))?.CompromisedCredentialsRiskConfiguration?.Actions?.EventAction, 'NO_ACTION')
    assert.equal((await logs())?.length, 1)

    const changed = template.replace('192.0.2.0/24', '198.51.100.0/24').replace(/ {2}WebRisk:[^]*NO_ACTION \} \}\n/, '')
    await client.UpdateStack({ StackName: 'shop', TemplateBody: changed })
    assert.equal((await status())?.StackStatus, 'UPDATE_COMPLETE')
    assert.deepEqual((await risk())?.RiskExceptionConfiguration, { BlockedIPRangeList: ['198.51.100.0/24'] })
    assert.deepEqual(await risk({ ClientId }), { UserPoolId, ClientId })

    const without = changed.replace(/ {2}Risk:[^]*(?=Outputs)/, '').replace('ENFORCED', 'OFF')
    await client.UpdateStack({ StackName: 'shop', TemplateBody: without })
    assert.equal((await status())?.StackStatus, 'UPDATE_COMPLETE')
    assert.deepEqual(await logs(), [])
  })
})
