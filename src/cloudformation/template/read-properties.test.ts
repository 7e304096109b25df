import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiTemplate, planTemplate, refusalOf } from '../../../test/support/templates.ts'

describe('properties', () => {
  it('are coerced as CloudFormation does', () => {
    const properties = planTemplate(
      apiTemplate(
        "Name: 1.0, DisableExecuteApiEndpoint: yes, DisableSchemaValidation: 'False', CorsConfiguration: { MaxAge: '60', AllowOrigins: [True] }",
      ),
    ).previewProperties('Api', () => '').properties
    assert.equal(
      JSON.stringify(properties),
      '{"ProtocolType":"HTTP","Name":"1.0","DisableExecuteApiEndpoint":true,"DisableSchemaValidation":false,"CorsConfiguration":{"MaxAge":60,"AllowOrigins":["true"]}}',
    )
  })

  it('that do not fit the schema are refused with their place', () => {
    const cases: [string, string][] = [
      ['Name: x, Nmae: y', 'Encountered unsupported property Nmae (TemplateBody:4:48, Resources.Api.Properties.Nmae)'],
      [
        'Name: x, CorsConfiguration: { Foo: 1 }',
        'Encountered unsupported property Foo (TemplateBody:4:69, Resources.Api.Properties.CorsConfiguration.Foo)',
      ],
      ['Name: [a]', 'Value of property Name must be of type String (TemplateBody:4:45, Resources.Api.Properties.Name)'],
      [
        'Name: x, DisableExecuteApiEndpoint: maybe',
        'Value of property DisableExecuteApiEndpoint must be of type Boolean (TemplateBody:4:75, Resources.Api.Properties.DisableExecuteApiEndpoint)',
      ],
      [
        'Name: x, CorsConfiguration: { AllowOrigins: a }',
        'Value of property AllowOrigins must be of type List of String (TemplateBody:4:83, Resources.Api.Properties.CorsConfiguration.AllowOrigins)',
      ],
      [
        'Name: x, CorsConfiguration: { MaxAge: 1.5 }',
        'Value of property MaxAge must be of type Integer (TemplateBody:4:77, Resources.Api.Properties.CorsConfiguration.MaxAge)',
      ],
      [
        'Name: x, ApiId: y',
        'Encountered unsupported property ApiId: it is read-only, CloudFormation sets it (TemplateBody:4:48, Resources.Api.Properties.ApiId)',
      ],
      [
        'Name: x, BodyS3Location: { Bucket: [b] }',
        'Value of property Bucket must be of type String (TemplateBody:4:74, Resources.Api.Properties.BodyS3Location.Bucket)',
      ],
      ['Description: x', 'Property Name cannot be empty. (TemplateBody:4:17, Resources.Api.Properties)'],
      [
        'Name: null',
        "Template format error: [/Resources/Api/Properties/Name] 'null' values are not allowed in templates (TemplateBody:4:45, Resources.Api.Properties.Name)",
      ],
    ]
    for (const [properties, expected] of cases) assert.equal(refusalOf(apiTemplate(properties)), expected)
    assert.doesNotThrow(() => planTemplate(apiTemplate('Name: x, FailOnWarnings: false')))
  })

  it('with constraints of the schema name them', () => {
    const pool = (properties: string) =>
      `Resources: { P: { Type: AWS::Cognito::UserPool, Properties: { ${properties} } } }`
    assert.match(
      refusalOf(pool('UserPoolTier: GOLD')),
      /^Properties validation failed for resource P with message: \[#\/UserPoolTier: GOLD is not a valid enum value\]/,
    )
    assert.match(refusalOf(pool("UserPoolName: ''")), /\[#\/UserPoolName: expected minLength: 1, actual: 0\]/)
  })

  it('of free-form JSON may be an object or a string of JSON', () => {
    const stage = (variables: string) =>
      `Resources: { S: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: a, StageName: s, StageVariables: ${variables} } } }`
    for (const variables of ['{ a: 1.0, __proto__: x }', `'{"a": "1.0", "__proto__": "x"}'`]) {
      const { StageVariables } = planTemplate(stage(variables)).previewProperties('S', () => '').properties
      assert.equal(JSON.stringify(StageVariables), '{"a":"1.0","__proto__":"x"}')
    }
    assert.match(refusalOf(stage("'{'")), /^Value of property StageVariables must be an object/)
  })
})
