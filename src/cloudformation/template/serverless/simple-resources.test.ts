import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusalOf } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { readTemplate } from '../template.ts'

const withResource = (type: string, properties: string): string =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n  R: { Type: AWS::Serverless::${type}, DependsOn: D, Properties: { ${properties} } }\n`
const resourceOf = (type: string, properties: string) =>
  JSON.parse(jsonText(readTemplate(withResource(type, properties)).root)).Resources.R

describe('types of AWS SAM that become one resource', () => {
  it('SimpleTable is a table of DynamoDB with one key', () => {
    assert.deepEqual(resourceOf('SimpleTable', ''), {
      Type: 'AWS::DynamoDB::Table',
      DependsOn: 'D',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    })
    const named =
      'PrimaryKey: { Name: n, Type: Number }, ProvisionedThroughput: { ReadCapacityUnits: 1 }, Tags: { a: b }'
    assert.deepEqual(resourceOf('SimpleTable', named).Properties, {
      AttributeDefinitions: [{ AttributeName: 'n', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1 },
      Tags: [{ Key: 'a', Value: 'b' }],
    })
  })

  it('LayerVersion is one of Lambda, which stays unless it says otherwise', () => {
    const Content = { S3Bucket: 'bucket', S3Key: 'b' }
    assert.deepEqual(resourceOf('LayerVersion', 'ContentUri: s3://bucket/b, LicenseInfo: MIT'), {
      Type: 'AWS::Lambda::LayerVersion',
      DependsOn: 'D',
      DeletionPolicy: 'Retain',
      Properties: { Content, LayerName: 'R', LicenseInfo: 'MIT' },
    })
    assert.equal(resourceOf('LayerVersion', 'ContentUri: ./layer, RetentionPolicy: delete').DeletionPolicy, 'Delete')
  })

  it('Application is a nested stack of the template that it names', () => {
    assert.deepEqual(resourceOf('Application', 'Location: https://b.s3.amazonaws.com/t.yaml, Parameters: { P: 1 }'), {
      Type: 'AWS::CloudFormation::Stack',
      DependsOn: 'D',
      Properties: {
        TemplateURL: 'https://b.s3.amazonaws.com/t.yaml',
        Parameters: { P: 1 },
        Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
      },
    })
  })

  for (const [type, properties, problem] of [
    [
      'SimpleTable',
      'PrimaryKey: { Type: Text }',
      `Resource with id [R] is invalid. Invalid 'Type' "Text". (TemplateBody:3:`,
    ],
    ['Application', '', 'Resource with id [R] is invalid. Resource is missing the required [Location] property. ('],
    [
      'Application',
      'Location: { ApplicationId: a }',
      'poolgate does not implement applications of the Serverless Application Repository (TemplateBody:3:',
    ],
  ] as const)
    it(`${type} is refused with ${properties || 'nothing'}`, () => {
      const refusal = refusalOf(withResource(type, properties).replace('DependsOn: D, ', ''))
      assert.ok(refusal.includes(problem), refusal)
    })
})
