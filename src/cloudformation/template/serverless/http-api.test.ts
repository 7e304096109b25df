import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planTemplate } from '../../../../test/support/templates.ts'
import { jsonText } from '../node.ts'
import { readTemplate } from '../template.ts'

const transform = 'Transform: AWS::Serverless-2016-10-31'
const jwt =
  'J: { IdentitySource: $request.header.Authorization, JwtConfiguration: { issuer: https://i, audience: [a] } }'

/** An API whose document has `operation` at GET /a, where an event of the function F leads. */
const apiWith = (operation: string, event = '', more = ''): string => `${transform}
Conditions: { C: !Equals [a, a] }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/b
      Handler: a.b
      Runtime: nodejs22.x
      Events: { E: { Type: HttpApi, Properties: { ApiId: !Ref A, Path: '/a/{id}', Method: get ${event} } } }
  A:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth: { Authorizers: { ${jwt} } ${more} }
      DefinitionBody: { openapi: 3.0.1, info: { title: t }, paths: { '/a/{id}': { get: ${operation} } } }
`

const resourcesOf = (text: string) => JSON.parse(jsonText(readTemplate(text).root)).Resources
const operationOf = (text: string) => resourcesOf(text).A.Properties.Body.paths['/a/{id}'].get
const key = 'x-amazon-apigateway-integration'
const uri = {
  'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations',
}
const integration = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri }
const parameters = [{ name: 'id', in: 'path', required: true }]

describe('an operation that both the document and an event of a function have', () => {
  for (const written of ['', '{}'])
    it(`calls the function if the document says nothing of it: ${written || 'null'}`, () => {
      assert.deepEqual(operationOf(apiWith(written, ', TimeoutInMillis: 5000')), {
        [key]: { ...integration, timeoutInMillis: 5000 },
        parameters,
        responses: {},
      })
    })

  it('keeps what the document says, and calls the function if that says not what it calls', () => {
    const written = '{ summary: s, responses: { 200: { description: d } }, parameters: [{ name: id, schema: {} }] }'
    assert.deepEqual(operationOf(apiWith(written)), {
      summary: 's',
      responses: { 200: { description: 'd' } },
      parameters: [{ name: 'id', schema: {}, in: 'path', required: true }],
      [key]: integration,
    })
    const proxied = `{ ${key}: { type: http_proxy, uri: https://b } }`
    assert.deepEqual(operationOf(apiWith(proxied, ", PayloadFormatVersion: '1.0'")), {
      [key]: { type: 'http_proxy', uri: 'https://b', payloadFormatVersion: '1.0' },
      parameters,
    })
  })

  it('is guarded as the event says, whatever it calls', () => {
    const proxied = `{ ${key}: { type: http_proxy, uri: https://b } }`
    for (const written of ['{}', proxied]) {
      assert.deepEqual(operationOf(apiWith(written, ', Auth: { Authorizer: J }')).security, [{ J: [] }])
      const byDefault = operationOf(apiWith(written, '', ', DefaultAuthorizer: J'))
      assert.deepEqual(byDefault.security, [{ J: [] }])
      const open = operationOf(apiWith(written, ', Auth: { Authorizer: NONE }', ', DefaultAuthorizer: J'))
      assert.deepEqual(open.security, [{ NONE: [] }])
    }
    const own = operationOf(apiWith('{ security: [{ J: [s] }] }', '', ', DefaultAuthorizer: J'))
    assert.deepEqual(own.security, [{ J: ['s'] }])
  })
})

interface Resource {
  readonly Type: string
  readonly Properties: {
    readonly HostedZoneId?: string
    readonly HostedZoneName?: string
    readonly RecordSets?: readonly { readonly Name: string; readonly Type: string }[]
    readonly Tags?: object
  }
}

const domain = (name: string, more: string): string =>
  `{ Type: AWS::Serverless::HttpApi, Properties: { Tags: { t: v }, Domain: { DomainName: ${name}, CertificateArn: c, Route53: { ${more} } } } }`

describe('an API of AWS SAM', () => {
  it('gets the records of its domains, one resource for a hosted zone', () => {
    const text = `${transform}\nResources:\n  A: ${domain('a.b', 'HostedZoneId: Z1, EvaluateTargetHealth: true')}\n  B: ${domain('c.b', 'HostedZoneId: Z1, IpV6: true')}\n  C: ${domain('c.d', 'HostedZoneName: d.')}`
    const resources = resourcesOf(text)
    const ofType = (type: string) => Object.entries<Resource>(resources).filter(([, { Type }]) => Type === type)
    const sets = ofType('AWS::Route53::RecordSetGroup').map(([, { Properties }]) => Properties)
    assert.deepEqual(
      sets.map(({ HostedZoneId, HostedZoneName, RecordSets = [] }) => [
        HostedZoneId ?? HostedZoneName,
        ...RecordSets.map(({ Name, Type }) => `${Name} ${Type}`),
      ]),
      [
        ['Z1', 'a.b A', 'c.b A', 'c.b AAAA'],
        ['d.', 'c.d A'],
      ],
    )
    const [[domainId, { Properties }] = assert.fail()] = ofType('AWS::ApiGatewayV2::DomainName')
    assert.deepEqual(sets[0]?.RecordSets?.[0], {
      Name: 'a.b',
      Type: 'A',
      AliasTarget: {
        EvaluateTargetHealth: true,
        HostedZoneId: { 'Fn::GetAtt': [domainId, 'RegionalHostedZoneId'] },
        DNSName: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] },
      },
    })
    assert.deepEqual(Properties.Tags, { t: 'v', 'httpapi:createdBy': 'SAM' })
  })

  it('may have other origins under a condition', () => {
    const text = `${transform}\nConditions: { C: !Equals [a, a] }\nResources: { A: { Type: AWS::Serverless::HttpApi, Properties: { CorsConfiguration: !If [C, { AllowOrigins: ['https://a'] }, !Ref AWS::NoValue] } } }`
    assert.deepEqual(resourcesOf(text).A.Properties.Body['x-amazon-apigateway-cors'], {
      'Fn::If': ['C', { allowOrigins: ['https://a'] }, { Ref: 'AWS::NoValue' }],
    })
    assert.ok(planTemplate(text))
  })

  it('that no function names has the tags of those that propagate theirs', () => {
    const text = apiWith('{}')
      .replace('ApiId: !Ref A, ', '')
      .replace('CodeUri', 'PropagateTags: true\n      Tags: { t: v }\n      CodeUri')
    assert.deepEqual(resourcesOf(text).ServerlessHttpApi.Properties.Body.tags, [
      { name: 't', 'x-amazon-apigateway-tag-value': 'v' },
      { name: 'httpapi:createdBy', 'x-amazon-apigateway-tag-value': 'SAM' },
    ])
  })

  it('has the settings of a route from itself and from the event, which goes before', () => {
    const text = apiWith('{}', ', RouteSettings: { ThrottlingRateLimit: 2 }').replace(
      '      Auth:',
      "      RouteSettings: { 'GET /a/{id}': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 } }\n      Auth:",
    )
    assert.deepEqual(resourcesOf(text).AApiGatewayDefaultStage.Properties.RouteSettings, {
      'GET /a/{id}': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 5 },
    })
  })
})
