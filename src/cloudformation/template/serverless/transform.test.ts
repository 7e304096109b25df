import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { planTemplate, refusalOf } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { TemplateProblem } from '../problem.ts'
import { readTemplate } from '../template.ts'
import { functionProperties } from './function.ts'
import { httpApiProperties } from './http-api.ts'
import { serverless } from './transform.ts'

const fixture = (file: string): string => readFileSync(`test/fixtures/serverless/${file}`, 'utf8')

/** Neither says in which order tags are set. */
function withSortedTags(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(withSortedTags)
    return items.every((item) => typeof item === 'object' && item !== null && 'x-amazon-apigateway-tag-value' in item)
      ? items.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
      : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSortedTags(item)]))
}

const transformed = (text: string, given: Record<string, string> = {}): unknown =>
  withSortedTags(JSON.parse(jsonText(readTemplate(text, new Map(Object.entries(given))).root)))

describe("the transform of AWS SAM makes what AWS's own makes of", () => {
  for (const [name, what] of [
    ['tasks', 'an API with a JWT authorizer, its functions and Globals'],
    ['implicit-api', 'functions whose events name no API'],
    ['lambda-authorizers', 'Lambda authorizers, a DefinitionBody, conditions and triggers of user pools'],
    ['domain', 'custom domains'],
    ['iam', 'IAM beside a JWT authorizer'],
    ['aliases', 'functions that publish versions and aliases, which events invoke'],
  ] as const)
    it(what, () => {
      const expected: unknown = JSON.parse(fixture(`${name}.json`))
      assert.deepEqual(transformed(fixture(`${name}.yaml`)), withSortedTags(expected))
    })
})

const transform = 'Transform: AWS::Serverless-2016-10-31\n'
const code = 'CodeUri: s3://a/b, Handler: a.b, Runtime: nodejs22.x'
const functionWith = (more: string, rest = ''): string =>
  `${transform}Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: { ${code}, ${more} }\n${rest}`
const apiWith = (properties: string, event = ''): string =>
  functionWith(
    `Events: { E: { Type: HttpApi, Properties: { ApiId: !Ref A, Path: /a, Method: get ${event} } } }`,
    `  A:\n    Type: AWS::Serverless::HttpApi\n    Properties: { ${properties} }\n`,
  )
const bareApiWith = (properties: string): string =>
  `${transform}Resources: { A: { Type: AWS::Serverless::HttpApi, Properties: { ${properties} } } }`
const jwt = 'Auth: { Authorizers: { J: { IdentitySource: x, JwtConfiguration: { issuer: i, audience: [a] } } } }'
const pathsOf = (template: unknown): unknown => Reflect.get(Object(template), 'Resources').A.Properties.Body.paths

describe('the transform of AWS SAM', () => {
  for (const name of ['tasks', 'implicit-api', 'lambda-authorizers', 'domain', 'iam', 'aliases'])
    it(`makes a stack that can be planned of ${name}`, () => {
      assert.ok(planTemplate(fixture(`${name}.yaml`)))
    })

  it('names the stage after the value of a parameter', () => {
    const text = `${transform}Parameters: { S: { Type: String, Default: dev } }\nResources: { A: { Type: AWS::Serverless::HttpApi, Properties: { StageName: !Ref S } } }\nOutputs: { S: { Value: !Ref A.Stage } }`
    const idsOf = (template: unknown) => Object.keys(Reflect.get(Object(template), 'Resources'))
    assert.deepEqual(idsOf(transformed(text)), ['A', 'AdevStage'])
    assert.deepEqual(idsOf(transformed(text, { S: 'prod' })), ['A', 'AprodStage'])
    assert.deepEqual(idsOf(transformed(text, { S: 'a-b' })), ['A', 'AStage34fafddda8'])
    assert.deepEqual(Reflect.get(Object(transformed(text)), 'Outputs'), { S: { Value: { Ref: 'AdevStage' } } })
  })

  it('leaves no operation of a document without the default authorizer', () => {
    const document =
      'DefinitionBody: { openapi: 3.0.1, info: {}, paths: { /x: { get: { x: 1 }, post: { security: [] }, put: { security: [{ J: [s] }] }, options: {} } } }'
    const text = apiWith(`${document}, ${jwt.replace('Auth: {', 'Auth: { DefaultAuthorizer: J,')}`)
    assert.deepEqual(
      pathsOf(transformed(text.replace('Path: /a', 'Path: /x').replace('Method: get', 'Method: head'))),
      {
        '/x': {
          get: { x: 1, security: [{ J: [] }] },
          post: { security: [{ J: [] }] },
          put: { security: [{ J: ['s'] }] },
          options: {},
          head: {
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              httpMethod: 'POST',
              payloadFormatVersion: '2.0',
              uri: {
                'Fn::Sub':
                  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations',
              },
            },
            security: [{ J: [] }],
            responses: {},
          },
        },
      },
    )
  })

  it('takes the code of a function from a folder for code that it never reads', () => {
    const text = functionWith('Description: x').replace('s3://a/b', './src')
    assert.deepEqual(Reflect.get(Object(transformed(text)), 'Resources').F.Properties.Code, {})
  })

  for (const [uri, location] of [
    ['s3://a/b/c.yaml', { Bucket: 'a', Key: 'b/c.yaml' }],
    ['s3://a/b?versionId=v1', { Bucket: 'a', Key: 'b', Version: 'v1' }],
    ['{ Bucket: !Ref N, Key: b }', { Bucket: { Ref: 'N' }, Key: 'b' }],
  ] as const)
    it(`leaves the definition where it is: ${uri}`, () => {
      const { A } = Reflect.get(Object(transformed(bareApiWith(`DefinitionUri: ${uri}`))), 'Resources')
      assert.deepEqual(A.Properties, { BodyS3Location: location })
    })

  it('runs after loops are written out', () => {
    const text = `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources:\n  Fn::ForEach::Apis: [N, [A, B], { '\${N}': { Type: AWS::Serverless::HttpApi } }]`
    const ids = Object.keys(Reflect.get(Object(transformed(text)), 'Resources'))
    assert.deepEqual(ids, ['A', 'AApiGatewayDefaultStage', 'B', 'BApiGatewayDefaultStage'])
  })

  const invalid = (id: string, problem: string) =>
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [${id}] is invalid. ${problem}`
  const invalidEvent = (problem: string) => invalid('F', `Event with id [E] is invalid. ${problem}`)
  const cases: [string, string, string][] = [
    [
      'a property that AWS SAM does not know',
      functionWith('Foo: 1'),
      invalid(
        'F',
        'property Foo not defined for resource of type AWS::Serverless::Function (TemplateBody:5:73, Resources.F.Properties.Foo)',
      ),
    ],
    [
      'a property that poolgate lacks',
      functionWith('DeploymentPreference: { Type: AllAtOnce }, AutoPublishAlias: live'),
      'poolgate does not implement the property DeploymentPreference of AWS::Serverless::Function (TemplateBody:5:73, Resources.F.Properties.DeploymentPreference)',
    ],
    [
      'a definition that is nowhere',
      bareApiWith('DefinitionUri: openapi.yaml'),
      invalid(
        'A',
        "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter. (TemplateBody:2:80, Resources.A.Properties.DefinitionUri)",
      ),
    ],
    [
      'what guards events of an API whose definition is in a bucket',
      apiWith('DefinitionUri: s3://a/b', ', Auth: { Authorizer: J }'),
      'poolgate does not implement HttpApi events with Auth of an API with a DefinitionUri (TemplateBody:5:162, Resources.A.Properties.DefinitionUri)',
    ],
    [
      'a definition without a key',
      bareApiWith('DefinitionUri: { Bucket: a }'),
      invalid(
        'A',
        "'DefinitionUri' requires Bucket and Key properties to be specified. (TemplateBody:2:80, Resources.A.Properties.DefinitionUri)",
      ),
    ],
    [
      'a property that would have to be written into a definition in a bucket',
      bareApiWith('DefinitionUri: s3://a/b, Name: c'),
      invalid(
        'A',
        "Name works only with inline OpenApi specified in the 'DefinitionBody' property. (TemplateBody:2:96, Resources.A.Properties.Name)",
      ),
    ],
    [
      'another type',
      `${transform}Resources:\n  T:\n    Type: AWS::Serverless::StateMachine`,
      'poolgate does not implement the resource type AWS::Serverless::StateMachine of AWS SAM (TemplateBody:4:11, Resources.T)',
    ],
    [
      'another event',
      functionWith('Events: { E: { Type: MQ } }'),
      'poolgate does not implement events of the type MQ (event E) (TemplateBody:5:86, Resources.F.Properties.Events.E)',
    ],
    [
      'a section of Globals',
      `${transform}Globals: { Foo: {} }\nResources: { A: { Type: AWS::Serverless::HttpApi } }`,
      "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. 'Globals' section is invalid. 'Foo' is not supported. (TemplateBody:2:12, Globals)",
    ],
    [
      'IAM authorization that is neither on nor off',
      apiWith('Auth: { EnableIamAuthorizer: maybe }'),
      invalid(
        'A',
        "Property 'Auth.EnableIamAuthorizer' should be a boolean. (TemplateBody:8:48, Resources.A.Properties.Auth)",
      ),
    ],
    [
      'IAM authorization that is off as the default',
      apiWith('Auth: { DefaultAuthorizer: AWS_IAM, EnableIamAuthorizer: false }'),
      invalid(
        'A',
        "Unable to set DefaultAuthorizer because 'AWS_IAM' was not defined in 'Authorizers'. (TemplateBody:8:46, Resources.A.Properties.Auth.DefaultAuthorizer)",
      ),
    ],
    [
      'no code',
      functionWith('Description: x').replace('CodeUri: s3://a/b,', ''),
      invalid('F', "Either 'InlineCode' or 'CodeUri' must be set. (TemplateBody:5:17, Resources.F)"),
    ],
    [
      'a default authorizer that is none',
      apiWith('Auth: { DefaultAuthorizer: J }'),
      invalid(
        'A',
        "Unable to set DefaultAuthorizer because 'J' was not defined in 'Authorizers'. (TemplateBody:8:46, Resources.A.Properties.Auth.DefaultAuthorizer)",
      ),
    ],
    [
      'an authorizer that is none',
      apiWith(jwt, ', Auth: { Authorizer: K }'),
      invalidEvent(
        "Unable to set Authorizer [K] on API method [get] for path [/a] because it wasn't defined in the API's Authorizers. (TemplateBody:5:162, Resources.F.Properties.Events.E)",
      ),
    ],
    [
      'NONE without a default',
      apiWith(jwt, ', Auth: { Authorizer: NONE }'),
      invalidEvent(
        "Unable to set Authorizer on API method [get] for path [/a] because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified. (TemplateBody:5:162, Resources.F.Properties.Events.E)",
      ),
    ],
    [
      'an API that is not there',
      functionWith('Events: { E: { Type: HttpApi, Properties: { ApiId: !Ref B, Path: /a, Method: get } } }'),
      invalidEvent(
        "ApiId must be a valid reference to an 'AWS::Serverless::HttpApi' resource in same template. (TemplateBody:5:83, Resources.F.Properties.Events.E)",
      ),
    ],
    [
      'two events of one route',
      functionWith(
        'Events: { D: { Type: HttpApi, Properties: { Path: /a, Method: get } }, E: { Type: HttpApi, Properties: { Path: /a, Method: GET } } }',
      ),
      invalidEvent(
        "API method 'get' defined multiple times for path '/a'. (TemplateBody:5:144, Resources.F.Properties.Events.E)",
      ),
    ],
    [
      'functions where operations are',
      apiWith(`DefinitionBody: { openapi: 3.0.1, paths: { /x: !If [a, b, c] } }`),
      'poolgate does not implement functions in paths of a DefinitionBody (TemplateBody:8:70, Resources.A.Properties.DefinitionBody)',
    ],
    [
      'a logical id that is taken',
      functionWith('Description: x', '  FRole: { Type: AWS::IAM::Role, Properties: {} }\n'),
      'Transform AWS::Serverless-2016-10-31 failed with: the template has a resource FRole already (TemplateBody:6:3, Resources.FRole)',
    ],
  ]
  for (const [what, text, refusal] of cases)
    it(`refuses ${what}`, () => {
      assert.equal(refusalOf(text), refusal)
    })

  it('gets a plan or a refusal of any template, never an accident', () => {
    const leaf = fc.constantFrom<unknown>(
      'a',
      '__proto__',
      'HttpApi',
      'Cognito',
      '/a',
      'get',
      's3://a/b',
      1,
      true,
      null,
      { Ref: 'A' },
    )
    const key = fc
      .constantFrom(
        'Type',
        'Properties',
        'Events',
        'Auth',
        'Path',
        'Method',
        'ApiId',
        'Authorizers',
        'DefaultAuthorizer',
      )
      .chain((name) =>
        fc.constantFrom(
          name,
          'DefinitionBody',
          'paths',
          'Domain',
          'DomainName',
          'CertificateArn',
          'Policies',
          'Tags',
          '__proto__',
        ),
      )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }))
    const names = [...functionProperties.known, ...httpApiProperties.known]
    const resource = fc.record({
      Type: fc.constantFrom('AWS::Serverless::Function', 'AWS::Serverless::HttpApi'),
      Properties: fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 })),
    })
    const template = fc.record({
      Transform: fc.constant(serverless),
      Globals: fc.oneof(fc.constant({}), fc.record({ Function: value }), value),
      Resources: fc.dictionary(fc.constantFrom('A', 'B', 'ServerlessHttpApi'), resource, { minKeys: 1 }),
    })
    fc.assert(
      fc.property(template, (body) => {
        try {
          planTemplate(JSON.stringify(body))
        } catch (error) {
          assert.ok(error instanceof TemplateProblem, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})
