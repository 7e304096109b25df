import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { silentLog } from '../ports/log.ts'
import { Overloaded } from '../ports/overloaded.ts'
import { seededRandom } from '../ports/random.ts'
import { awsJson } from './aws-json.ts'
import { answerCall, type Protocol, type WireResult } from './call.ts'
import type { WireRequest } from './message.ts'
import { loadModel, type ModelName } from './model.ts'
import { ApiError } from './operation.ts'
import { queryXml } from './query-xml.ts'
import { restJson } from './rest-json.ts'
import type { Service } from './service.ts'

const signed =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=' +
  '0'.repeat(64)

function service(name: ModelName, operations: Service['operations'], codes: Partial<Service> = {}): Service {
  return {
    model: loadModel(name),
    operations,
    dependencies: {},
    permissionOf: () => undefined,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
    ...codes,
  }
}

function answer(protocol: Protocol, of: Service, request: Partial<WireRequest>): Promise<WireResult> {
  const runtime = {
    clock: manualClock('2026-11-22T12:00:00Z'),
    random: seededRandom('wire'),
    log: silentLog,
    defaultRegion: 'us-east-1',
    accountId: '000000000000',
  }
  const whole = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.alloc(0), sourceIp: '127.0.0.1' }
  return answerCall(protocol, of, { ...whole, ...request }, runtime)
}

describe('a store that others keep too busy', () => {
  const busy = async () => {
    throw new Overloaded('others were in the way')
  }
  const headers = { authorization: signed }

  it('is told to clients of AWS JSON as an error after which they try again', async () => {
    const result = await answer(awsJson, service('cognito-idp', { ListUserPools: busy }), {
      headers: { ...headers, 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' },
      body: Buffer.from('{"MaxResults":1}'),
    })
    assert.equal(result.status, 400)
    assert.equal(result.body, '{"__type":"TooManyRequestsException","message":"Too many requests"}')
    assert.equal(result.bug, undefined)
    assert.equal(result.refusal?.detail, 'others were in the way')
  })

  it('is told to clients of REST-JSON likewise', async () => {
    const request = { method: 'GET', path: '/v2/apis', headers }
    const result = await answer(restJson, service('apigatewayv2', { GetApis: busy }), request)
    assert.equal(result.status, 429)
    assert.equal(result.headers['x-amzn-errortype'], 'TooManyRequestsException')
  })

  it('is told to clients of the Query protocol likewise', async () => {
    const body = Buffer.from('Action=DescribeStacks&Version=2010-05-15')
    const result = await answer(queryXml, service('cloudformation', { DescribeStacks: busy }), { body, headers })
    assert.equal(result.status, 400)
    assert.match(String(result.body), /<Code>Throttling<\/Code><Message>Too many requests<\/Message>/)
  })
})

describe('what a caller makes up', () => {
  it('is repeated within bounds: many validation errors, a long name of an operation', async () => {
    const Schema = Array.from({ length: 1000 }, () => ({ Name: '' }))
    const create = await answer(awsJson, service('cognito-idp', { CreateUserPool: async () => ({}) }), {
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.CreateUserPool', authorization: signed },
      body: Buffer.from(JSON.stringify({ PoolName: 'p', Schema })),
    })
    const text = create.refusal?.message ?? ''
    assert.match(text, /^2001 validation errors detected: /)
    assert.equal(text.split('; ').length, 50)

    const body = Buffer.from(`Version=2010-05-15&Action=${'x'.repeat(1_000_000)}`)
    const unknown = await answer(queryXml, service('cloudformation', {}), { body })
    assert.equal(unknown.refusal?.message, `poolgate knows no operation ${'x'.repeat(128)}`)
    assert.equal(unknown.operation, undefined)
  })
})

describe('a web page that is not trusted', () => {
  const operations = { ListUserPools: async () => ({ UserPools: [] }), GlobalSignOut: async () => ({}) }
  const call = (name: string, body: object) =>
    answer(awsJson, service('cognito-idp', operations), {
      headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${name}`, authorization: signed },
      body: Buffer.from(JSON.stringify(body)),
      foreignPage: 'https://evil.example',
    })

  it('may not call what needs IAM, and may call what needs none', async () => {
    const refused = await call('ListUserPools', { MaxResults: 1 })
    assert.equal(refused.status, 400)
    assert.deepEqual(JSON.parse(String(refused.body)), {
      __type: 'AccessDeniedException',
      message: 'ListUserPools may not be called from this web page',
    })
    assert.equal(refused.refusal?.detail, 'a page of https://evil.example')
    assert.equal((await call('GlobalSignOut', { AccessToken: 'a.b.c' })).status, 200)
  })
})

describe('AWS JSON 1.1', () => {
  const call = (name: string, body: unknown, operations: Service['operations'], authorization?: string) =>
    answer(awsJson, service('cognito-idp', operations), {
      headers: {
        'x-amz-target': `AWSCognitoIdentityProviderService.${name}`,
        ...(authorization && { authorization }),
      },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    })
  const parsed = (result: WireResult): unknown => JSON.parse(String(result.body))

  it('writes timestamps as epoch seconds with a fraction and leaves undeclared members out', async () => {
    const CreationDate = new Date('2026-11-22T12:00:00.250Z')
    const result = await call(
      'DescribeUserPool',
      { UserPoolId: 'us-east-1_a' },
      {
        DescribeUserPool: async () => ({ UserPool: { Id: 'us-east-1_a', CreationDate, secret: 'x' }, more: 1 }),
      },
      signed,
    )
    assert.equal(result.status, 200)
    assert.equal(result.headers['content-type'], 'application/x-amz-json-1.1')
    assert.equal(result.body, '{"UserPool":{"CreationDate":1795348800.25,"Id":"us-east-1_a"}}')
  })

  it('answers an operation without output with no bytes, one with an empty output with {}', async () => {
    const gone = await call(
      'DeleteUserPool',
      { UserPoolId: 'us-east-1_a' },
      { DeleteUserPool: async () => ({}) },
      signed,
    )
    assert.equal(gone.body, '')
    const updated = await call(
      'UpdateUserPool',
      { UserPoolId: 'us-east-1_a' },
      { UpdateUserPool: async () => ({}) },
      signed,
    )
    assert.equal(updated.body, '{}')
  })

  it('refuses an unsigned call of an operation that needs IAM, not of one that is public', async () => {
    const unsigned = await call('DescribeUserPool', { UserPoolId: 'us-east-1_a' }, {})
    assert.equal(unsigned.status, 400)
    assert.deepEqual(parsed(unsigned), {
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
    const open = await call(
      'GetUser',
      { AccessToken: 'x' },
      { GetUser: async () => ({ Username: 'u', UserAttributes: [] }) },
    )
    assert.equal(open.status, 200)
  })

  it('names the error in the body and in the header', async () => {
    const result = await call(
      'GetUser',
      { AccessToken: 'x' },
      {
        GetUser: async () => {
          throw new ApiError('NotAuthorizedException', 'Invalid Access Token', { detail: 'kid unknown' })
        },
      },
    )
    assert.equal(result.status, 400)
    assert.equal(result.headers['x-amzn-errortype'], 'NotAuthorizedException:')
    assert.equal(result.body, '{"__type":"NotAuthorizedException","message":"Invalid Access Token"}')
  })

  it('hides a bug behind an internal error and keeps its cause for the log', async () => {
    const result = await call(
      'GetUser',
      { AccessToken: 'x' },
      {
        GetUser: async () => {
          throw new TypeError('secret stack')
        },
      },
    )
    assert.equal(result.status, 500)
    assert.doesNotMatch(String(result.body), /secret/)
    assert.ok(result.bug instanceof TypeError)
  })

  it('answers an operation that it lacks by name, with a status that clients do not retry', async () => {
    const result = await call('SetRiskConfiguration', { UserPoolId: 'us-east-1_a' }, {}, signed)
    assert.equal(result.status, 400)
    assert.deepEqual(parsed(result), {
      __type: 'NotImplementedException',
      message: 'Cognito Identity Provider SetRiskConfiguration is not implemented by poolgate',
    })
    const unknown = await call('toString', {}, {}, signed)
    assert.equal((parsed(unknown) as { __type: string }).__type, 'UnknownOperationException')
  })

  it('refuses bodies that are no JSON object, or whose members have other types', async () => {
    for (const body of ['nonsense', '[]', '"text"', '[['.repeat(50_000)]) {
      const result = await call('GetUser', body, {})
      assert.equal(result.status, 400, body.slice(0, 20))
      assert.equal((parsed(result) as { __type: string }).__type, 'SerializationException')
    }
    const wrongType = await call('GetUser', { AccessToken: 5 }, {})
    assert.match(String(wrongType.body), /NUMBER_VALUE can not be converted to a String/)
  })

  it('takes null for absent and keeps hostile map keys harmless', async () => {
    const body =
      '{"AuthFlow":"REFRESH_TOKEN_AUTH","ClientId":"c","AuthParameters":{"__proto__":"x","DEVICE_KEY":null,"A":"b"}}'
    let seen: Record<string, string> = {}
    await call('InitiateAuth', body, {
      InitiateAuth: async (input: { AuthParameters: Record<string, string> }) => {
        seen = input.AuthParameters
        return {}
      },
    })
    assert.deepEqual(Object.keys(seen), ['__proto__', 'A'])
    assert.equal(Object.getPrototypeOf(seen), null)
  })

  it('takes the region from the credential scope', async () => {
    let region = ''
    await call(
      'DescribeUserPool',
      { UserPoolId: 'eu-west-1_a' },
      {
        DescribeUserPool: async (_input: unknown, context: { region: string }) => {
          region = context.region
          return {}
        },
      },
      signed,
    )
    assert.equal(region, 'eu-west-1')
  })
})

describe('REST-JSON', () => {
  const api = service(
    'apigatewayv2',
    {
      GetStage: async (input: object) => ({ ...input, CreatedDate: new Date('2026-11-22T12:00:00.250Z') }),
      CreateRoute: async (input: object) => ({ ...input, RouteId: 'abcdefg' }),
      DeleteApi: async () => ({}),
      ExportApi: async () => ({ body: Buffer.from('openapi: 3.0.1\n') }),
      GetApis: async (input: object) => ({ Items: [], NextToken: JSON.stringify(input) }),
    },
    { invalidCode: 'BadRequestException', internalCode: 'InternalServerException' },
  )
  const call = (method: string, path: string, body = '', query = '') =>
    answer(restJson, api, { method, path, query, body: Buffer.from(body), headers: { authorization: signed } })

  it('finds the operation by method and path and decodes what is in the path', async () => {
    const result = await call('GET', '/v2/apis/abc/stages/%24default')
    assert.equal(result.operation, 'GetStage')
    assert.deepEqual(JSON.parse(String(result.body)), { createdDate: '2026-11-22T12:00:00Z', stageName: '$default' })
  })

  it('reads and writes camel case members and answers the model`s status', async () => {
    const result = await call('POST', '/v2/apis/abc/routes', '{"routeKey":"GET /","RouteKey":"ignored"}')
    assert.equal(result.status, 201)
    assert.deepEqual(JSON.parse(String(result.body)), { routeKey: 'GET /', routeId: 'abcdefg' })
    assert.equal((await call('DELETE', '/v2/apis/abc')).status, 204)
  })

  it('answers a payload as it is', async () => {
    const result = await call('GET', '/v2/apis/abc/exports/OAS30', '', 'outputType=YAML')
    assert.deepEqual([result.status, result.headers['content-type']], [200, 'application/octet-stream'])
    assert.equal(String(result.body), 'openapi: 3.0.1\n')
  })

  it('reads the query', async () => {
    const result = await call('GET', '/v2/apis', '', 'maxResults=2&nextToken=a%20b')
    assert.equal(JSON.parse(String(result.body)).nextToken, '{"MaxResults":"2","NextToken":"a b"}')
  })

  it('refuses unknown paths, operations that it lacks and unsigned calls without a 5xx', async () => {
    assert.equal((await call('GET', '/v2/nowhere')).status, 400)
    const lacking = await call('GET', '/v2/vpclinks')
    assert.equal(lacking.status, 400)
    assert.deepEqual(JSON.parse(String(lacking.body)), {
      message: 'ApiGatewayV2 GetVpcLinks is not implemented by poolgate',
    })
    assert.equal((await answer(restJson, api, { method: 'GET', path: '/v2/apis' })).status, 403)
  })

  it('refuses a percent-encoding that is no UTF-8', async () => {
    assert.equal((await call('GET', '/v2/apis/%ff')).status, 400)
  })
})

describe('AWS Query', () => {
  const api = service(
    'cloudformation',
    {
      CreateStack: async (input: object) => ({ StackId: JSON.stringify(input) }),
      DescribeStacks: async () => ({
        Stacks: [{ StackName: 'a<b', CreationTime: new Date('2026-11-22T12:00:00Z'), StackStatus: 'CREATE_COMPLETE' }],
      }),
    },
    { invalidCode: 'ValidationError', internalCode: 'InternalFailure' },
  )
  const call = (form: string) => answer(queryXml, api, { body: Buffer.from(form), headers: { authorization: signed } })

  it('reads lists, structures and empty lists from the form', async () => {
    const result = await call(
      'Action=CreateStack&Version=2010-05-15&StackName=s&Tags=&Parameters.member.1.ParameterKey=K&Parameters.member.1.ParameterValue=V&DisableRollback=true',
    )
    const input = /<StackId>(.*)<\/StackId>/.exec(String(result.body))![1]!.replaceAll('&quot;', '"')
    assert.deepEqual(JSON.parse(input), {
      StackName: 's',
      Parameters: [{ ParameterKey: 'K', ParameterValue: 'V' }],
      DisableRollback: true,
      Tags: [],
    })
  })

  it('writes escaped XML in the service`s namespace', async () => {
    const result = await call('Action=DescribeStacks&Version=2010-05-15')
    assert.equal(result.headers['content-type'], 'text/xml')
    assert.equal(
      String(result.body).replace(/<RequestId>[^<]+/, '<RequestId>'),
      '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>' +
        '<CreationTime>2026-11-22T12:00:00.000Z</CreationTime><StackName>a&lt;b</StackName><StackStatus>CREATE_COMPLETE</StackStatus>' +
        '</member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId></RequestId></ResponseMetadata></DescribeStacksResponse>',
    )
  })

  it('answers unknown actions with InvalidAction and broken constraints with ValidationError', async () => {
    assert.match(String((await call('Action=Nope&Version=2010-05-15')).body), /<Code>InvalidAction<\/Code>/)
    const invalid = await call('Action=CreateStack&Version=2010-05-15&StackName=s&TemplateBody=')
    assert.equal(invalid.status, 400)
    assert.match(String(invalid.body), /<Code>ValidationError<\/Code><Message>\d validation errors? detected: /)
  })

  it('bounds how many and how deep parameters may be', async () => {
    const deep = await call(`Action=CreateStack&Version=2010-05-15&${'a.'.repeat(100)}b=1`)
    assert.match(String(deep.body), /MalformedInput/)
  })
})
