import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiTemplate, refusalOf } from '../../../test/support/templates.ts'

describe('the anatomy of a template', () => {
  it('is refused when it is not as AWS has it, naming the place', () => {
    const cases: [string, string][] = [
      ['Resources: {}', 'Template format error: At least one Resources member must be defined. (TemplateBody:1:12)'],
      [
        `${apiTemplate('Name: x')}Foo: 1\nBar: 2`,
        'Invalid template property or properties [Foo, Bar] (TemplateBody:5:1)',
      ],
      [
        `${apiTemplate('Name: x')}AWSTemplateFormatVersion: '2011'`,
        'Template format error: unsupported value for AWSTemplateFormatVersion. (TemplateBody:5:27, AWSTemplateFormatVersion)',
      ],
      [
        'Resources:\n  A: { Properties: {} }',
        'Template format error: [/Resources/A] Every Resources object must contain a Type member. (TemplateBody:2:6, Resources.A)',
      ],
      [
        'Resources:\n  a-b: { Type: AWS::ApiGatewayV2::Api }',
        'Template format error: Resource name a-b is non alphanumeric. (TemplateBody:2:3, Resources.a-b)',
      ],
      [
        'Resources:\n  A: { Type: AWS::ApiGatewayV2::Api, Foo: 1 }',
        "Invalid template resource property 'Foo' (TemplateBody:2:38, Resources.A.Foo)",
      ],
      [
        'Resources:\n  A:\n    Type: AWS::SQS::Queue',
        'Template format error: Unrecognized resource types: [AWS::SQS::Queue] (TemplateBody:3:11, Resources.A.Type)',
      ],
    ]
    for (const [text, expected] of cases) assert.equal(refusalOf(text), expected)
  })

  it('is refused by name for what poolgate lacks', () => {
    assert.match(
      refusalOf(`${apiTemplate('Name: x')}Transform: AWS::Include`),
      /^poolgate does not implement the transform AWS::Include; remove it \(TemplateBody:5:12, Transform\)/,
    )
    assert.match(
      refusalOf(`${apiTemplate('Name: x')}Hooks: {}`),
      /^poolgate does not implement the template section Hooks/,
    )
    assert.match(
      refusalOf('Resources: { A: { Type: AWS::ApiGatewayV2::Api, CreationPolicy: {} } }'),
      /^poolgate does not implement the resource attribute CreationPolicy of AWS::ApiGatewayV2::Api; remove it/,
    )
  })

  for (const [attributes, text] of [
    ['DeletionPolicy: Snapshot', 'Template error: Unrecognized DeletionPolicy Snapshot for resource A'],
    ['Version: 1.0', "Invalid template resource property 'Version'"],
  ] as const)
    it(`is refused for ${attributes}, which other types have`, () => {
      assert.ok(refusalOf(`Resources: { A: { Type: AWS::ApiGatewayV2::Api, ${attributes} } }`).startsWith(text))
    })
})
