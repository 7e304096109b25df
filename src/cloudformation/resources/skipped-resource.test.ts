import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'
import { refusalOf } from '../../../test/support/templates.ts'

const template = (more = '') => `
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref Api, Whatever: [1] } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: $default, StageVariables: { table: !Ref Table, arn: !GetAtt Table.StreamArn } }
${more}`

describe('a resource of a type that is to be skipped', () => {
  it('is listed as skipped, leads nowhere, and goes with its stack', async (t) => {
    const { client, gateway, log } = await openCloudFormation(t)
    const StackName = 'shop'
    await client.CreateStack({ StackName, TemplateBody: template() })
    const { StackResources = [] } = await client.DescribeStackResources({ StackName })
    const table = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === 'Table')
    assert.equal(
      table?.ResourceStatusReason,
      'Skipped: poolgate has no AWS::DynamoDB::Table and makes nothing of it (--allow-unsupported)',
    )
    const name = table?.PhysicalResourceId ?? ''
    assert.match(name, /^shop-Table-[0-9A-Z]{12}$/)
    const { Items: [api] = [] } = await gateway.GetApis({})
    const { Items: [stage] = [] } = await gateway.GetStages({ ApiId: api?.ApiId })
    assert.deepEqual(stage?.StageVariables, {
      table: name,
      arn: `arn:aws:dynamodb:us-east-1:000000000000:skipped/${name}`,
    })
    assert.ok(
      log.entries.some(
        ({ level, event, logicalId }) => level === 'warn' && event === 'resource-skipped' && logicalId === 'Table',
      ),
    )
    await client.DeleteStack({ StackName })
    assert.deepEqual((await client.ListStacks({ StackStatusFilter: ['DELETE_COMPLETE'] })).StackSummaries?.length, 1)
  })

  it('may have the attributes that its type has', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = `
Resources:
  Table: { Type: AWS::DynamoDB::Table, CreationPolicy: {}, UpdatePolicy: {}, DeletionPolicy: Snapshot }
  Seed: { Type: 'Custom::Seed', Version: 1.0 }`
    await client.CreateStack({ StackName: 'shop', TemplateBody })
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })

  it('has an ARN for its Ref where others ask for one there', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = `
Resources:
  Layer: { Type: AWS::Lambda::LayerVersion }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener }
  Topic: { Type: AWS::SNS::Topic }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Code: {}, Handler: a.b, Runtime: nodejs22.x, Role: 'arn:aws:iam::000000000000:role/r', Layers: [!Ref Layer] }
Outputs:
  Layer: { Value: !Ref Layer }
  Listener: { Value: !Ref Listener }
  Topic: { Value: !Ref Topic }
`
    await client.CreateStack({ StackName: 'shop', TemplateBody })
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(stack?.StackStatus, 'CREATE_COMPLETE')
    const [layer, listener, topic] = stack.Outputs?.map(({ OutputValue = '' }) => OutputValue) ?? []
    assert.match(layer ?? '', /^arn:aws:lambda:us-east-1:000000000000:layer:shop-Layer-[0-9A-Z]{12}:1$/)
    assert.match(listener ?? '', /^arn:aws:elasticloadbalancing:.*:listener\/app\/shop-Listener-\w+\/0{16}\/0{16}$/)
    assert.match(topic ?? '', /^arn:aws:sns:us-east-1:000000000000:shop-Topic-[0-9A-Z]{12}$/)
  })

  it('must refer to what is there, and be the only type that is unknown', () => {
    assert.match(refusalOf(template().replace('!Ref Api, Whatever', '!Ref Nope, Whatever')), /\[Nope\]/)
    assert.match(
      refusalOf(template('  Bucket: { Type: AWS::SQS::Queue }')),
      /^Template format error: Unrecognized resource types: \[AWS::SQS::Queue\] \(TemplateBody:8:19/,
    )
  })
})
