import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { apiTemplate, planTemplate, refusalOf, refusedValue } from '../../../test/support/templates.ts'
import { TemplateProblem } from './problem.ts'

describe('dependencies', () => {
  const three = (a: string, b: string, c: string) =>
    ['A', 'B', 'C']
      .map(
        (id, index) =>
          `  ${id}: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: x, ProtocolType: HTTP, Description: ${[a, b, c][index]} } }`,
      )
      .join('\n')

  it('come from Ref, Fn::GetAtt, Fn::Sub and DependsOn', () => {
    const text = `Resources:\n${three('!Ref B', "!Sub '${C.ApiEndpoint}'", 'c')}\n  D: { Type: AWS::ApiGatewayV2::Api, DependsOn: [A], Properties: { Name: x, ProtocolType: HTTP } }`
    const needs = [...planTemplate(text).resources].map(([id, resource]) => [id, [...resource.needs]])
    assert.deepEqual(needs, [
      ['A', ['B']],
      ['B', ['C']],
      ['C', []],
      ['D', ['A']],
    ])
  })

  it('that are circular are refused, naming only the resources on the circle', () => {
    assert.match(
      refusalOf(`Resources:\n${three('!Ref B', '!Ref A', '!Ref A')}`),
      /^Circular dependency between resources: \[A, B\] \(TemplateBody:2:3, Resources\.A\)$/,
    )
  })

  it('that are missing are refused with their block', () => {
    assert.match(
      refusedValue('!Ref Nope'),
      /^Template format error: Unresolved resource dependencies \[Nope\] in the Resources block of the template \(TemplateBody:4:\d+/,
    )
    assert.match(
      refusalOf(`${apiTemplate('Name: x')}Outputs: { O: { Value: !Ref Nope } }`),
      /^Template format error: Unresolved resource dependencies \[Nope\] in the Outputs block of the template/,
    )
  })

  it('on a resource that a condition leaves out are refused', () => {
    const text = `Conditions: { No: !Equals [a, b] }\nResources:\n${three('!Ref D', 'b', 'c')}\n  D: { Type: AWS::ApiGatewayV2::Api, Condition: No, Properties: { Name: x, ProtocolType: HTTP } }`
    assert.match(
      refusalOf(text),
      /^Template format error: Unresolved resource dependencies \[D\] in the Resources block/,
    )
  })

  it('on an attribute that the type lacks are refused', () => {
    assert.match(
      refusalOf(`Resources:\n${three('!GetAtt B.Nope', 'b', 'c')}`),
      /^Template error: resource B does not support attribute type Nope in Fn::GetAtt/,
    )
  })
})

describe('any template', () => {
  it('gets a plan or a refusal, never an accident', () => {
    const name = fc.constantFrom(
      'A',
      'B',
      'P',
      'Api',
      'Name',
      'AWS::Region',
      'AWS::NoValue',
      '__proto__',
      'constructor',
      '',
    )
    const key = fc.oneof(
      name,
      fc.constantFrom(
        'Ref',
        'Fn::Sub',
        'Fn::Join',
        'Fn::GetAtt',
        'Fn::If',
        'Fn::Select',
        'Fn::Split',
        'Fn::Cidr',
        'Fn::FindInMap',
      ),
      fc.constantFrom(
        'Fn::And',
        'Fn::Equals',
        'Fn::Not',
        'Fn::Base64',
        'Fn::GetAZs',
        'Fn::ImportValue',
        'Type',
        'Properties',
        'Value',
      ),
      fc.constantFrom(
        'Condition',
        'DependsOn',
        'Default',
        'Export',
        'ProtocolType',
        'Tags',
        'CorsConfiguration',
        'DeletionPolicy',
      ),
    )
    const leaf = fc.oneof(
      name,
      fc.constantFrom(
        'AWS::ApiGatewayV2::Api',
        'AWS::Cognito::UserPool',
        '${A}',
        '${!B}',
        '${P.Arn}',
        'A.ApiId',
        '10.0.0.0/8',
        'String',
      ),
      fc.integer({ min: -1, max: 9 }),
      fc.boolean(),
      fc.constant(null),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      ),
    }))
    const api = fc.record({
      Type: fc.constant('AWS::ApiGatewayV2::Api'),
      Properties: fc.dictionary(key, value, { maxKeys: 4 }),
    })
    const template = fc.record(
      {
        Resources: fc.oneof(fc.dictionary(name, api, { minKeys: 1, maxKeys: 3 }), value),
        Parameters: fc.oneof(fc.constant({ P: { Type: 'String', Default: 'p' } }), value),
        Conditions: fc.dictionary(name, value, { maxKeys: 2 }),
        Mappings: fc.dictionary(name, value, { maxKeys: 2 }),
        Outputs: fc.dictionary(name, value, { maxKeys: 2 }),
        Description: value,
      },
      { requiredKeys: ['Resources'] },
    )
    fc.assert(
      fc.property(template, (body) => {
        try {
          planTemplate(JSON.stringify(body))
        } catch (error) {
          assert.ok(error instanceof TemplateProblem, String(error))
        }
      }),
      { numRuns: 1000 },
    )
  })
})
