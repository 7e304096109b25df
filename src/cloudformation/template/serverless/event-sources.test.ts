import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusalOf } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { readTemplate } from '../template.ts'

const withEvent = (type: string, properties: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/b
      Handler: a.b
      Runtime: nodejs22.x
      Events: { E: { Type: ${type}, Properties: { ${properties} } } }
`
const resourcesOf = (text: string) => JSON.parse(jsonText(readTemplate(text).root)).Resources
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
const permission = (principal: string, SourceArn: unknown) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'F' }, Principal: principal, SourceArn },
})
const target = { Arn: arnOf('F'), Id: 'FELambdaTarget' }

describe('an event of another service', () => {
  for (const [type, properties, expected] of [
    [
      'Schedule',
      'Schedule: rate(1 hour), Enabled: false, Name: n, Input: "{}"',
      { Name: 'n', ScheduleExpression: 'rate(1 hour)', State: 'DISABLED', Targets: [{ ...target, Input: '{}' }] },
    ],
    [
      'EventBridgeRule',
      'RuleName: r, EventBusName: b, Pattern: { source: [s] }, State: ENABLED, Target: { Id: t }',
      {
        EventBusName: 'b',
        Name: 'r',
        EventPattern: { source: ['s'] },
        State: 'ENABLED',
        Targets: [{ ...target, Id: 't' }],
      },
    ],
  ] as const)
    it(`${type} is a rule that may call the function`, () => {
      const { FE, FEPermission } = resourcesOf(withEvent(type, properties))
      assert.deepEqual(FE, { Type: 'AWS::Events::Rule', Properties: expected })
      assert.deepEqual(FEPermission, permission('events.amazonaws.com', arnOf('FE')))
    })

  for (const [type, source, policy] of [
    ['SQS', 'Queue', 'AWSLambdaSQSQueueExecutionRole'],
    ['Kinesis', 'Stream', 'AWSLambdaKinesisExecutionRole'],
    ['DynamoDB', 'Stream', 'AWSLambdaDynamoDBExecutionRole'],
  ] as const)
    it(`${type} is a mapping, which the role of the function may read for`, () => {
      const { FE, FRole } = resourcesOf(withEvent(type, `${source}: arn:x, BatchSize: 5`))
      const Properties = { EventSourceArn: 'arn:x', FunctionName: { Ref: 'F' }, BatchSize: 5 }
      assert.deepEqual(FE, { Type: 'AWS::Lambda::EventSourceMapping', Properties })
      assert.equal(FRole.Properties.ManagedPolicyArns.at(-1), `arn:aws:iam::aws:policy/service-role/${policy}`)
    })

  it('SNS is a subscription', () => {
    const { FE, FEPermission } = resourcesOf(withEvent('SNS', 'Topic: !Ref T, FilterPolicy: { a: [b] }'))
    const Properties = { Endpoint: arnOf('F'), Protocol: 'lambda', TopicArn: { Ref: 'T' }, FilterPolicy: { a: ['b'] } }
    assert.deepEqual(FE, { Type: 'AWS::SNS::Subscription', Properties })
    assert.deepEqual(FEPermission, permission('sns.amazonaws.com', { Ref: 'T' }))
  })

  const invalid = 'Resource with id [F] is invalid. Event with id [E] is invalid. '
  for (const [type, properties, problem] of [
    ['Schedule', 'Schedule: x, State: ENABLED, Enabled: true', `${invalid}State and Enabled Properties cannot both be`],
    ['Schedule', 'Rate: x', `${invalid}property Rate not defined for this event. (TemplateBody:9:52`],
    ['SQS', 'BatchSize: 1', `${invalid}No Queue (for SQS) or Stream`],
    ['SNS', 'FilterPolicy: {}', `${invalid}Missing required property 'Topic'.`],
    [
      'SNS',
      'Topic: t, SqsSubscription: true',
      'poolgate does not implement SqsSubscription of events (TemplateBody:9:57',
    ],
    ['Schedule', 'Schedule: rate(1 hour)', 'Unrecognized resource types: [AWS::Events::Rule] (TemplateBody:9:17'],
  ] as const)
    it(`is refused with its place: ${type} with ${properties}`, () => {
      const refusal = refusalOf(withEvent(type, properties))
      assert.ok(refusal.includes(problem), refusal)
    })
})
