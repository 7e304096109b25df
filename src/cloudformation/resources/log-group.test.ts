import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Group:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: /pets/access, RetentionInDays: 30, Tags: [{ Key: team, Value: shop }] }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: dev
      AccessLogSettings: { DestinationArn: !GetAtt Group.Arn, Format: $context.requestId }
Outputs:
  Name: { Value: !Ref Group }
  Arn: { Value: !GetAtt Group.Arn }
  Api: { Value: !Ref Api }
`
const StackName = 'shop'

describe('a stack with a log group', () => {
  it('makes it for the access log of a stage, changes it in place, and deletes it', async (t) => {
    const { client, gateway, logs } = await openCloudFormation(t)
    await client.CreateStack({ StackName, TemplateBody: template, Tags: [{ Key: 'stack', Value: 'yes' }] })
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName })
    assert.equal(stack?.StackStatus, 'CREATE_COMPLETE')
    const [Name, Arn, ApiId] = (stack.Outputs ?? []).map(({ OutputValue }) => OutputValue)
    const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:/pets/access'
    assert.deepEqual([Name, Arn], ['/pets/access', `${logGroupArn}:*`])
    const stage = await gateway.GetStage({ ApiId, StageName: 'dev' })
    assert.equal(stage.AccessLogSettings?.DestinationArn, logGroupArn)

    const group = async () => {
      const { logGroups: [found] = [] } = await logs.DescribeLogGroups({})
      const { tags } = await logs.ListTagsForResource({ resourceArn: logGroupArn })
      return [found?.retentionInDays, tags]
    }
    assert.deepEqual(await group(), [30, { stack: 'yes', team: 'shop' }])
    const changed = template
      .replace('RetentionInDays: 30, ', '')
      .replace('Key: team, Value: shop', 'Key: size, Value: "1"')
    await client.UpdateStack({ StackName, TemplateBody: changed, Tags: [] })
    assert.deepEqual(await group(), [undefined, { size: '1' }])

    await client.DeleteStack({ StackName })
    assert.deepEqual((await logs.DescribeLogGroups({})).logGroups, [])
  })

  it('gives it a name where the template has none, and keeps it when that is wanted', async (t) => {
    const { client, logs } = await openCloudFormation(t)
    const TemplateBody = 'Resources: { Group: { Type: AWS::Logs::LogGroup, DeletionPolicy: Retain } }'
    await client.CreateStack({ StackName, TemplateBody })
    const { StackResources: [resource] = [] } = await client.DescribeStackResources({ StackName })
    assert.match(resource?.PhysicalResourceId ?? '', /^shop-Group-[0-9A-Z]{12}$/)
    await client.DeleteStack({ StackName })
    const { logGroups = [] } = await logs.DescribeLogGroups({})
    assert.deepEqual(
      logGroups.map(({ logGroupName }) => logGroupName),
      [resource?.PhysicalResourceId],
    )
  })

  it('is refused with a key of KMS, by name', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody =
      'Resources: { Group: { Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/a" } } }'
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), /KmsKeyId/)
  })
})
