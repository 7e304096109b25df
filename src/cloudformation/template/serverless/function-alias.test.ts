import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusalOf } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { readTemplate } from '../template.ts'

const template = (properties: string): string => `
Transform: AWS::Serverless-2016-10-31
Parameters: { K: { Type: String, Default: a } }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs22.x, CodeUri: { Bucket: b, Key: !Ref K }, ${properties} }
`
const resourcesOf = (text: string, given: Record<string, string> = {}): Record<string, unknown> =>
  JSON.parse(jsonText(readTemplate(text, new Map(Object.entries(given))).root)).Resources

describe('a function of AWS SAM with an alias', () => {
  it('publishes another version for another value of a parameter that says where its code is', () => {
    const versionOf = (given: Record<string, string>) =>
      Object.keys(resourcesOf(template('AutoPublishAlias: live'), given)).filter((id) => id.startsWith('FVersion'))
    // The SHA-1 of {"S3Bucket":"b","S3Key":"a"}
    assert.deepEqual(versionOf({}), ['FVersionab944d4b5f'])
    assert.equal(versionOf({ K: 'b' }).length, 1)
    assert.notDeepEqual(versionOf({ K: 'b' }), versionOf({}))
  })

  it('is invoked by its alias, whatever sets it off', () => {
    const events = `Events: {
      Tick: { Type: Schedule, Properties: { Schedule: rate(1 minute) } },
      Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:us-east-1:000000000000:q' } },
      Topic: { Type: SNS, Properties: { Topic: 'arn:aws:sns:us-east-1:000000000000:t' } } }`
    const resources = resourcesOf(template(`AutoPublishAlias: live, ${events}`))
    const propertiesOf = (id: string) => Reflect.get(Object(resources[id]), 'Properties')
    const alias = { Ref: 'FAliaslive' }
    assert.deepEqual(propertiesOf('FTick').Targets, [{ Arn: alias, Id: 'FTickLambdaTarget' }])
    assert.deepEqual(propertiesOf('FQueue').FunctionName, alias)
    assert.deepEqual(propertiesOf('FTopic').Endpoint, alias)
    for (const id of ['FTickPermission', 'FTopicPermission']) assert.deepEqual(propertiesOf(id).FunctionName, alias)
  })

  const invalid = 'Number of errors found: 1. Resource with id [F] is invalid. '
  for (const [what, properties, problem] of [
    [
      'a name that is a number',
      "AutoPublishAlias: '1'",
      "AutoPublishAlias name ('1') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern. (",
    ],
    [
      'a name that only the stack knows',
      'AutoPublishAlias: !GetAtt F.Arn',
      "'AutoPublishAlias' must be a string or a Ref to a template parameter (",
    ],
    [
      'a hash of its code that only the stack knows',
      'AutoPublishAlias: live, AutoPublishCodeSha256: !GetAtt F.Arn',
      'AutoPublishCodeSha256 must be a string (',
    ],
    [
      'versions to delete and no alias',
      'VersionDeletionPolicy: Delete',
      "'VersionDeletionPolicy' requires 'AutoPublishAlias'. (",
    ],
  ] as const)
    it(`is refused with ${what}`, () => {
      const refusal = refusalOf(template(properties))
      assert.ok(refusal.includes(`${invalid}${problem}`), refusal)
    })
})
