import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../../test/support/cloudformation.ts'
import { refusalOf } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { readTemplate } from '../template.ts'

const functionWith = (policies: string, rest = ''): string =>
  `Transform: AWS::Serverless-2016-10-31
${rest}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: s3://bucket/b, Handler: a.b, Runtime: nodejs22.x, FunctionName: hello, Policies: ${policies} }
`

function roleOf(text: string): { readonly Policies?: unknown; readonly ManagedPolicyArns: readonly unknown[] } {
  return JSON.parse(jsonText(readTemplate(text).root)).Resources.FRole.Properties
}

const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

describe('policy templates of AWS SAM', () => {
  it('become policies of the role, with the values that they are given', () => {
    const { Policies } = roleOf(functionWith('[{ SQSSendMessagePolicy: { QueueName: !GetAtt Queue.QueueName } }]'))
    const arn = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}'
    assert.deepEqual(Policies, [
      {
        PolicyName: 'FRolePolicy0',
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: ['sqs:SendMessage*'],
              Resource: { 'Fn::Sub': [arn, { queueName: { 'Fn::GetAtt': ['Queue', 'QueueName'] } }] },
            },
          ],
        },
      },
    ])
  })

  it('take a value that refers to a parameter of the same name', () => {
    const { Policies } = roleOf(
      functionWith('{ S3ReadPolicy: { BucketName: !Ref BucketName } }', 'Parameters: { BucketName: { Type: String } }'),
    )
    assert.match(JSON.stringify(Policies), /\{"bucketName":\{"Ref":"BucketName"\}\}/)
  })

  it('may depend on a condition, as managed policies and documents may', () => {
    const role = roleOf(
      functionWith(
        `[!If [C, { S3ReadPolicy: { BucketName: b } }, !Ref AWS::NoValue], !If [C, AWSLambdaRole, !Ref Own], !If [C, { Statement: [] }, { Statement: [1] }]]`,
        'Conditions: { C: !Equals [a, a] }',
      ),
    )
    const text = JSON.stringify(role.Policies)
    assert.match(text, /^\[\{"Fn::If":\["C",\{"PolicyName":"FRolePolicy0","PolicyDocument":\{"Statement":/)
    assert.match(text, /\{"Ref":"AWS::NoValue"\}\]\}/)
    assert.match(text, /"FRolePolicy2","PolicyDocument":\{"Statement":\[1\]\}/)
    assert.deepEqual(role.ManagedPolicyArns, [
      basic,
      { 'Fn::If': ['C', 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole', { Ref: 'Own' }] },
    ])
  })

  const invalid = 'Number of errors found: 1. Resource with id [F] is invalid. '
  for (const [policies, problem] of [
    [
      '[{ SQSPollerPolicy: {} }]',
      `${invalid}Following required parameters of template 'SQSPollerPolicy' don't have values: ['QueueName'] (TemplateBody:6:112, `,
    ],
    [
      '[{ SQSPollerPolicy: q }]',
      `${invalid}Must specify valid parameter values for policy template 'SQSPollerPolicy' (`,
    ],
    ['[{ NoSuchPolicy: {} }]', `${invalid}Policy at index 0 in the 'Policies' property is not valid (TemplateBody:6:`],
    [
      '[!If [C, AWSLambdaRole, { Statement: [] }]]',
      'poolgate does not implement an Fn::If between a managed policy and',
    ],
  ] as const)
    it(`are refused with their place: ${policies}`, () => {
      const refusal = refusalOf(functionWith(policies, 'Conditions: { C: !Equals [a, a] }'))
      assert.ok(refusal.includes(problem), refusal)
    })

  it('are all taken by roles, and leave no blank', async (t) => {
    const templates: Record<string, { readonly parameters: readonly string[] }> = JSON.parse(
      readFileSync('models/serverless-policies.json', 'utf8'),
    )
    const Properties = { CodeUri: 's3://bucket/b', Handler: 'a.b', Runtime: 'nodejs22.x' }
    const Resources = Object.entries(templates).map(([name, { parameters }]) => {
      const values = Object.fromEntries(parameters.map((each) => [each, each.endsWith('Arn') ? 'arn:aws:a:::b' : 'x']))
      const policies = { Policies: [{ [name]: values }] }
      return [name.replace('_', ''), { Type: 'AWS::Serverless::Function', Properties: { ...Properties, ...policies } }]
    })
    assert.ok(Resources.length > 80)
    const Transform = 'AWS::Serverless-2016-10-31'
    const TemplateBody = JSON.stringify({ Transform, Resources: Object.fromEntries(Resources) })
    const { root } = readTemplate(TemplateBody)
    assert.doesNotMatch(jsonText(root), /"Ref"/)
    const { client } = await openCloudFormation(t)
    await client.CreateStack({
      StackName: 's',
      TemplateBody,
      Capabilities: ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM'],
    })
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 's' })
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    assert.deepEqual(
      failed.map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`),
      [],
    )
    assert.equal(StackEvents[0]?.ResourceStatus, 'CREATE_COMPLETE')
  })
})
