import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readParameters, parameterValues } from './parameters.ts'
import { type Plan, planStack } from './plan.ts'
import { describeProblem, TemplateProblem } from './problem.ts'
import { readTemplate } from './template.ts'

const stack = {
  region: 'eu-west-1',
  accountId: '123456789012',
  name: 'shop',
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1',
}

function plan(text: string, given: Record<string, string> = {}, exports: Record<string, string> = {}): Plan {
  const template = readTemplate(text)
  const parameters = readParameters(template.parameters)
  const values = parameterValues(parameters, new Map(Object.entries(given)))
  return planStack(template, { parameters, values, stack, exports: new Map(Object.entries(exports)) })
}

function refusal(text: string, given: Record<string, string> = {}): string {
  try {
    plan(text, given)
  } catch (error) {
    assert.ok(error instanceof TemplateProblem, String(error))
    return describeProblem(error)
  }
  return assert.fail('the template was accepted')
}

const api = (properties: string) =>
  `Resources:\n  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: { ProtocolType: HTTP, ${properties} }\n`

/** What `Description: <value>` of an API comes out as. */
function valueOf(
  value: string,
  more = '',
  given: Record<string, string> = {},
  exports: Record<string, string> = {},
): unknown {
  const planned = plan(`${api(`Name: x, Description: ${value}`)}${more}`, given, exports)
  return planned.resolveProperties('Api', () => assert.fail('nothing else exists'))['Description']
}

const refused = (value: string, more = ''): string => refusal(`${api(`Name: x, Description: ${value}`)}${more}`)

describe('intrinsic functions', () => {
  it('Ref yields parameters and pseudo parameters', () => {
    assert.equal(valueOf('!Ref P', 'Parameters: { P: { Type: String } }', { P: 'v' }), 'v')
    assert.equal(valueOf('!Ref AWS::Region'), 'eu-west-1')
    assert.equal(valueOf('!Ref AWS::AccountId'), '123456789012')
    assert.equal(valueOf('!Ref AWS::Partition'), 'aws')
    assert.equal(valueOf('!Ref AWS::URLSuffix'), 'amazonaws.com')
    assert.equal(valueOf('!Ref AWS::StackName'), 'shop')
    assert.equal(valueOf('!Ref AWS::StackId'), stack.id)
    assert.equal(valueOf('!Ref AWS::NoValue'), undefined)
  })

  it('Fn::Sub replaces variables, its own map first, and leaves ${!x} as ${x}', () => {
    assert.equal(valueOf("!Sub '${AWS::Region}-${!x}-${AWS::StackName}'"), 'eu-west-1-${x}-shop')
    assert.equal(valueOf("!Sub ['${A}/${B}', { A: 1.0, B: !Ref AWS::Region }]"), '1.0/eu-west-1')
  })

  it('Fn::Join, Fn::Split, Fn::Select and Fn::Base64 do as documented', () => {
    assert.equal(valueOf("!Join ['-', [a, !Ref AWS::Region, 1.0]]"), 'a-eu-west-1-1.0')
    assert.equal(valueOf("!Select [1, !Split ['|', 'a|b|c']]"), 'b')
    assert.equal(valueOf("!Select ['2', [a, b, c]]"), 'c')
    assert.equal(valueOf('!Base64 AWS CloudFormation'), 'QVdTIENsb3VkRm9ybWF0aW9u')
    assert.match(refused('!Select [3, [a]]'), /^Template error: Fn::Select cannot select nonexistent value at index 3/)
  })

  it('Fn::Cidr and Fn::GetAZs give lists', () => {
    assert.equal(valueOf("!Select [1, !Cidr ['192.168.0.0/24', 6, 5]]"), '192.168.0.32/27')
    assert.equal(valueOf("!Join [',', !GetAZs '']"), 'eu-west-1a,eu-west-1b,eu-west-1c')
    assert.match(refused("!Select [0, !Cidr ['192.168.0.0/24', 9, 5]]"), /^Template error: Fn::Cidr/)
  })

  it('Fn::FindInMap reads mappings and names what is missing', () => {
    const mappings = 'Mappings: { Names: { eu-west-1: { Title: Irland } } }'
    assert.equal(valueOf('!FindInMap [Names, !Ref AWS::Region, Title]', mappings), 'Irland')
    assert.match(
      refused('!FindInMap [Names, us, Title]', mappings),
      /^Template error: Unable to get mapping for Names::us::Title/,
    )
    assert.match(refused('!FindInMap [Other, a, b]', mappings), /^Template error: Mapping named 'Other' is not present/)
  })

  it('Fn::ImportValue yields exports of the region', () => {
    assert.equal(valueOf('!ImportValue shared', '', {}, { shared: 'v' }), 'v')
    assert.match(refused('!ImportValue shared'), /^No export named shared found\./)
  })

  it('Fn::If chooses by condition; And, Or, Not, Equals and Condition combine', () => {
    const conditions = `
Parameters: { Env: { Type: String } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Test: !Not [!Condition Prod]
  Both: !And [!Condition Prod, !Condition Test]
  Any: !Or [!Condition Prod, !Condition Test]
`
    const choice = "!Join [',', [!If [Prod, p, n], !If [Test, t, n], !If [Both, b, n], !If [Any, a, n]]]"
    assert.equal(valueOf(choice, conditions, { Env: 'prod' }), 'p,n,n,a')
    assert.equal(valueOf(choice, conditions, { Env: 'dev' }), 'n,t,n,a')
    assert.equal(valueOf('!If [Prod, x, !Ref AWS::NoValue]', conditions, { Env: 'dev' }), undefined)
  })

  it('unknown and misplaced ones are refused by name', () => {
    assert.match(
      refused('{ "Fn::Nope": x }'),
      /^Template error: Encountered unsupported function: Fn::Nope Supported functions are: \[Ref, /,
    )
    assert.match(refused('!Transform { Name: AWS::Include }'), /unsupported function: Fn::Transform/)
    assert.match(
      refused('!If [Nope, a, b]'),
      /Unresolved condition dependency Nope in the Resources block of the template/,
    )
  })

  it('cannot be made to multiply text without end', () => {
    let nested = 'xxxxxxxxxx'
    for (let level = 0; level < 40; level++) nested = `!Sub ['\${a}\${a}', { a: ${nested} }]`
    assert.match(refused(nested), /limited to 65536 characters/)
    let empty = "''"
    for (let level = 0; level < 40; level++) empty = `!Sub ['\${a}\${a}', { a: ${empty} }]`
    assert.equal(valueOf(empty), '')
  })
})

describe('the anatomy of a template', () => {
  it('is refused when it is not as AWS has it, naming the place', () => {
    const cases: [string, string][] = [
      ['Resources: {}', 'Template format error: At least one Resources member must be defined. (TemplateBody:1:12)'],
      [`${api('Name: x')}Foo: 1\nBar: 2`, 'Invalid template property or properties [Foo, Bar] (TemplateBody:5:1)'],
      [
        `${api('Name: x')}AWSTemplateFormatVersion: '2011'`,
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
        'Resources:\n  A:\n    Type: AWS::S3::Bucket',
        'Template format error: Unrecognized resource types: [AWS::S3::Bucket] (TemplateBody:3:11, Resources.A.Type)',
      ],
    ]
    for (const [text, expected] of cases) assert.equal(refusal(text), expected)
  })

  it('is refused by name for what poolgate lacks', () => {
    assert.match(
      refusal(`${api('Name: x')}Transform: AWS::Serverless-2016-10-31`),
      /^poolgate does not implement the template section Transform/,
    )
    assert.match(refusal(`${api('Name: x')}Rules: {}`), /^poolgate does not implement the template section Rules/)
    assert.match(
      refusal('Resources: { A: { Type: AWS::ApiGatewayV2::Api, CreationPolicy: {} } }'),
      /^poolgate does not implement the resource attribute CreationPolicy/,
    )
  })
})

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
    const needs = [...plan(text).resources].map(([id, resource]) => [id, [...resource.needs]])
    assert.deepEqual(needs, [
      ['A', ['B']],
      ['B', ['C']],
      ['C', []],
      ['D', ['A']],
    ])
  })

  it('that are circular are refused, naming only the resources on the circle', () => {
    assert.match(
      refusal(`Resources:\n${three('!Ref B', '!Ref A', '!Ref A')}`),
      /^Circular dependency between resources: \[A, B\] \(TemplateBody:2:3, Resources\.A\)$/,
    )
  })

  it('that are missing are refused with their block', () => {
    assert.match(
      refused('!Ref Nope'),
      /^Template format error: Unresolved resource dependencies \[Nope\] in the Resources block of the template \(TemplateBody:4:\d+/,
    )
    assert.match(
      refusal(`${api('Name: x')}Outputs: { O: { Value: !Ref Nope } }`),
      /^Template format error: Unresolved resource dependencies \[Nope\] in the Outputs block of the template/,
    )
  })

  it('on a resource that a condition leaves out are refused', () => {
    const text = `Conditions: { No: !Equals [a, b] }\nResources:\n${three('!Ref D', 'b', 'c')}\n  D: { Type: AWS::ApiGatewayV2::Api, Condition: No, Properties: { Name: x, ProtocolType: HTTP } }`
    assert.match(refusal(text), /^Template format error: Unresolved resource dependencies \[D\] in the Resources block/)
  })

  it('on an attribute that the type lacks are refused', () => {
    assert.match(
      refusal(`Resources:\n${three('!GetAtt B.Nope', 'b', 'c')}`),
      /^Template error: resource B does not support attribute type Nope in Fn::GetAtt/,
    )
  })
})

describe('properties', () => {
  it('are coerced as CloudFormation does', () => {
    const properties = plan(
      api(
        "Name: 1.0, DisableExecuteApiEndpoint: yes, DisableSchemaValidation: 'False', CorsConfiguration: { MaxAge: '60', AllowOrigins: [True] }",
      ),
    ).resolveProperties('Api', () => '')
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
        'Name: x, Body: { openapi: 3.0.1 }',
        'poolgate does not implement the property Body of AWS::ApiGatewayV2::Api (TemplateBody:4:48, Resources.Api.Properties.Body)',
      ],
      ['Description: x', 'Property Name cannot be empty. (TemplateBody:4:17, Resources.Api.Properties)'],
      [
        'Name: null',
        "Template format error: [/Resources/Api/Properties/Name] 'null' values are not allowed in templates (TemplateBody:4:45, Resources.Api.Properties.Name)",
      ],
    ]
    for (const [properties, expected] of cases) assert.equal(refusal(api(properties)), expected)
  })

  it('with constraints of the schema name them', () => {
    const pool = (properties: string) =>
      `Resources: { P: { Type: AWS::Cognito::UserPool, Properties: { ${properties} } } }`
    assert.match(
      refusal(pool('UserPoolTier: GOLD')),
      /^Properties validation failed for resource P with message: \[#\/UserPoolTier: GOLD is not a valid enum value\]/,
    )
    assert.match(refusal(pool("UserPoolName: ''")), /\[#\/UserPoolName: expected minLength: 1, actual: 0\]/)
    assert.match(
      refusal(pool('EnabledMfas: [SOFTWARE_TOKEN_MFA]')),
      /^poolgate does not implement the property EnabledMfas of AWS::Cognito::UserPool/,
    )
    assert.doesNotThrow(() => plan(pool('EnabledMfas: []')))
  })

  it('of free-form JSON may be an object or a string of JSON', () => {
    const stage = (variables: string) =>
      `Resources: { S: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: a, StageName: s, StageVariables: ${variables} } } }`
    for (const variables of ['{ a: 1.0, __proto__: x }', `'{"a": "1.0", "__proto__": "x"}'`]) {
      const { StageVariables } = plan(stage(variables)).resolveProperties('S', () => '')
      assert.equal(JSON.stringify(StageVariables), '{"a":"1.0","__proto__":"x"}')
    }
    assert.match(refusal(stage("'{'")), /^Value of property StageVariables must be an object/)
  })
})

describe('parameters', () => {
  const declared = (declaration: string) => `Parameters: { P: { ${declaration} } }\n${api('Name: x')}`
  const texts: [string, string | undefined, string][] = [
    ['Type: String', undefined, 'Parameters: [P] must have values'],
    ['Type: String, AllowedValues: [a, b]', 'c', "Parameter 'P' must be one of AllowedValues"],
    ['Type: String, AllowedPattern: "[a-z]+"', 'A', "Parameter 'P' must match pattern [a-z]+"],
    [
      'Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: lower case',
      'A',
      'Parameter P failed to satisfy constraint: lower case',
    ],
    ['Type: String, MinLength: 3', 'ab', "Parameter 'P' must contain at least 3 characters"],
    ['Type: String, MaxLength: 1', 'ab', "Parameter 'P' must contain at most 1 characters"],
    ['Type: Number', 'x', "Parameter 'P' must be a number"],
    ['Type: Number, MinValue: 3', '2', "Parameter 'P' must be a number not less than 3"],
    ['Type: Number, MaxValue: 3', '4', "Parameter 'P' must be a number not greater than 3"],
    ['Type: String, AllowedPattern: "(a+)+$"', `${'a'.repeat(40)}!`, "Parameter 'P' must match pattern (a+)+$"],
    [
      'Type: "AWS::SSM::Parameter::Value<String>"',
      'x',
      'poolgate does not implement the parameter type AWS::SSM::Parameter::Value<String> (parameter P); use String',
    ],
    ['Type: Strin', 'x', 'Template format error: Unrecognized parameter type: Strin'],
    ['Type: Number, Default: x', undefined, "Parameter 'P' must be a number"],
  ]
  for (const [declaration, value, text] of texts)
    it(`{ ${declaration} } with ${value === undefined ? 'no value' : value.slice(0, 10)} is refused: ${text}`, () => {
      const refusalText = refusal(declared(declaration), value === undefined ? {} : { P: value })
      assert.ok(refusalText.startsWith(text), refusalText)
    })

  it('that the template does not declare are refused', () => {
    assert.equal(refusal(api('Name: x'), { A: '1', B: '2' }), 'Parameters: [A, B] do not exist in the template')
  })

  it('of list types are split at commas', () => {
    assert.equal(
      valueOf("!Join ['|', !Ref L]", 'Parameters: { L: { Type: CommaDelimitedList, Default: "a, b,c" } }'),
      'a|b|c',
    )
    assert.equal(valueOf('!Select [1, !Ref L]', 'Parameters: { L: { Type: List<Number>, Default: "1,2.50" } }'), '2.50')
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
          plan(JSON.stringify(body))
        } catch (error) {
          assert.ok(error instanceof TemplateProblem, String(error))
        }
      }),
      { numRuns: 1000 },
    )
  })
})
