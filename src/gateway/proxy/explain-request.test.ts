import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  epoch,
  startBackend,
  startGateway,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'
import { explainRequest } from './explain-request.ts'

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
const key = createSigningKey('k1')
const issuers = {
  isLocalForm: () => true,
  findLocal: async () => ({ issuers: [issuer], keys: async () => [{ ...key.jwk, kid: 'k1' }] }),
}
const claims = { sub: 'u1', iss: issuer, client_id: 'app', iat: epoch - 10, exp: epoch + 10, scope: 'a/read' }
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:who'

describe('an explained request', () => {
  let backend: TestBackend
  let gateway: TestGateway
  before(async () => {
    backend = await startBackend()
    gateway = await startGateway(
      {
        corsConfiguration: { allowOrigins: ['https://shop.example'] },
        routes: [
          { routeKey: 'GET /open/{id}' },
          { routeKey: 'GET /jwt', authorizerId: 'jwt', authorizationScopes: ['a/read'] },
          { routeKey: 'GET /limited' },
          { routeKey: 'GET /iam', authorizationType: 'AWS_IAM' },
          { routeKey: 'GET /nowhere', target: 'integrations/none' },
          { routeKey: 'GET /mapped', target: 'integrations/mapped' },
        ],
        integrations: [
          { integrationId: 'backend', integrationUri: `${backend.origin}/base` },
          {
            integrationId: 'mapped',
            integrationUri: backend.origin,
            requestParameters: {
              'overwrite:path': '/there',
              'append:header.x-a': '$request.header.x-token',
              'append:header.x-b': '$request.header.x-none',
            },
          },
        ],
        authorizers: [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app', 'web'] } }],
        stages: [{ stageName: '$default', routeSettings: { 'GET /limited': { throttlingBurstLimit: 1 } } }],
      },
      { issuers },
    )
  })
  const explain = async (line: string, headers: readonly (readonly [string, string])[] = []) => {
    const [method = '', target = ''] = line.split(' ')
    const place = { apiId: 'a1b2c3d4e5', pathPrefix: '' }
    const all = [['Host', 'api.example'] as const, ...headers]
    const steps = await explainRequest(gateway.plane, { method, target, headers: all, secure: false, place })
    return Object.fromEntries(steps.map(({ step, text }) => [step, text]))
  }

  it('names API, stage, route, limits and where it would go, without going there', async () => {
    assert.deepEqual(await explain('GET /open/7?token=secret'), {
      request: 'GET /open/7',
      api: 'a1b2c3d4e5 in us-east-1',
      stage: '$default',
      route: '"GET /open/{id}", {id} is "7"',
      limits: '10000 requests in a second, 5000 at once',
      authorizer: 'none: everybody may call it',
      integration: `GET ${backend.origin}/base, answers within 30000 ms`,
    })
    assert.equal(backend.seen.length, 0)
    assert.deepEqual(gateway.log.entries, [])
  })

  it('names the route that came closest when none matches', async () => {
    assert.deepEqual(await explain('POST /open/7'), {
      request: 'POST /open/7',
      api: 'a1b2c3d4e5 in us-east-1',
      stage: '$default',
      answer: '404 Not Found; GET /open/{id} has this path, but not the method POST',
    })
  })

  it('says whose token is let through', async () => {
    const { authorizer, integration } = await explain('GET /jwt', [
      ['Authorization', `Bearer ${signToken(key, claims)}`],
    ])
    assert.equal(
      authorizer,
      'jwt ($request.header.Authorization; audience app, web; one scope of a/read) lets the token of u1 through',
    )
    assert.equal(integration, `GET ${backend.origin}/base, answers within 30000 ms`)
  })

  it('says which values of a refused token did not agree, and never the token', async () => {
    const token = signToken(key, { ...claims, client_id: 'other' })
    const steps = await explain('GET /jwt', [['Authorization', token]])
    assert.match(steps['authorizer'] ?? '', /refuses: invalid_token: the token does not have a valid audience, .*other/)
    assert.match(
      steps['answer'] ?? '',
      /^401 Unauthorized; Www-Authenticate: Bearer scope="a\/read" error="invalid_token"/,
    )
    assert.equal(steps['integration'], undefined)
    const [header = '', , signature = ''] = token.split('.')
    assert.doesNotMatch(JSON.stringify(steps), new RegExp(`${header}|${signature}`))
  })

  it('says that a signature is missing, or whose key is unknown', async () => {
    const rules = 'AWS_IAM (a signature for execute-api, of who may execute-api:Invoke the route)'
    const { authorizer, answer } = await explain('GET /iam')
    assert.equal(authorizer, `${rules} refuses: the request is not signed`)
    assert.equal(answer, '403 Forbidden')
    const scope = 'AKIAX/20261122/us-east-1/execute-api/aws4_request'
    const header = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`
    const unknown = await explain('GET /iam', [['Authorization', header]])
    assert.equal(unknown['authorizer'], `${rules} refuses: nobody has a key`)
  })

  it('says that a token is missing', async () => {
    const { authorizer } = await explain('GET /jwt')
    assert.match(
      authorizer ?? '',
      /refuses: missing: token not provided, the request has no \$request\.header\.Authorization$/,
    )
  })

  it('uses up no limit', async () => {
    for (let count = 0; count < 3; count++)
      assert.equal((await explain('GET /limited'))['limits'], '10000 requests in a second, 1 at once')
  })

  it('names the mappings, those that would be skipped too, and the mapped path', async () => {
    const { mapping, integration } = await explain('GET /mapped', [['x-token', 'secret']])
    assert.equal(mapping, 'overwrite:path, append:header.x-a, append:header.x-b (skipped: nothing to map)')
    assert.equal(integration, `GET ${backend.origin}/there, answers within 30000 ms`)
  })

  it('says why a route has no integration', async () => {
    const { answer } = await explain('GET /nowhere')
    assert.equal(answer, '500 Internal Server Error; the route GET /nowhere has no integration')
  })

  it('says who answers a preflight request', async () => {
    const { answer } = await explain('OPTIONS /jwt', [
      ['Origin', 'https://shop.example'],
      ['Access-Control-Request-Method', 'GET'],
    ])
    assert.equal(answer, '204; the CORS configuration of the API answers the preflight request')
  })

  it('says what a page is told, and why it is not let in', async () => {
    const corsFor = async (line: string, origin: string) => (await explain(line, [['Origin', origin]]))['cors']
    assert.equal(
      await corsFor('GET /open/7', 'https://shop.example'),
      'Access-Control-Allow-Origin: https://shop.example; Vary: Origin',
    )
    assert.equal(
      await corsFor('GET /open/7', 'http://shop.example'),
      'none: the origin http://shop.example is not among https://shop.example',
    )
    assert.equal(
      await corsFor('OPTIONS /open/7', 'https://shop.example'),
      'none: the request has no Access-Control-Request-Method',
    )
  })

  it('says why a request cannot be read', async () => {
    assert.deepEqual(await explain('GET /a/../b'), {
      request: 'GET /a/../b',
      answer: '400 Bad Request; Connection: close; the path has the dot segment ".."',
    })
  })

  it('asks no function whom to let through', async () => {
    const gateway = await startGateway({
      routes: [{ routeKey: 'GET /', authorizerId: 'who', authorizationType: 'CUSTOM' }],
      integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
      authorizers: [
        {
          authorizerId: 'who',
          authorizerType: 'REQUEST',
          name: 'who',
          authorizerPayloadFormatVersion: '2.0',
          enableSimpleResponses: true,
          identitySource: [],
          authorizerResultTtlInSeconds: 0,
          authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
        },
      ],
    })
    const place = { apiId: 'a1b2c3d4e5', pathPrefix: '' }
    const request = { method: 'GET', target: '/', headers: [['Host', 'api.example'] as const], secure: false, place }
    const steps = await explainRequest(gateway.plane, request)
    assert.equal(steps.find(({ step }) => step === 'authorizer')?.text, `who would ask ${functionArn} (not asked now)`)
  })
})
