import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noIssuers, noOutbound, sketchApi, type ApiSketch } from '../../../test/support/http-api.ts'
import { manualClock } from '../../ports/clock.ts'
import { compileStage } from './compile-deployment.ts'
import { accountLimits } from './throttle.ts'
import { createTokenBucket } from './token-bucket.ts'
import { createKeySources } from '../jwt/key-sources.ts'
import type { LiveRoute, TokenAuthorizer } from './live-api.ts'
import type { DeploymentSnapshot } from '../store.ts'

const headers = [['authorization', 'a token']] as const
const authorizers = [{ authorizerId: 'jwt', jwtConfiguration: { issuer: 'https://idp.example/', audience: ['app'] } }]
const requestAuthorizer = {
  authorizerId: 'asks',
  name: 'asks',
  authorizerType: 'REQUEST',
  authorizerUri: 'arn:aws:lambda:us-east-1:123456789012:function:asks',
  authorizerPayloadFormatVersion: '2.0',
  enableSimpleResponses: true,
  identitySource: [],
  authorizerResultTtlInSeconds: 0,
} as const
const integrations = [{ integrationId: 'backend', integrationUri: 'https://example.com/{id}' }]

function compile(sketch: ApiSketch, change: Partial<DeploymentSnapshot> = {}) {
  const clock = manualClock('2026-11-22T12:00:00Z')
  const keySources = createKeySources({ issuers: noIssuers, outbound: noOutbound, clock })
  const [deployed] = sketchApi(sketch).stages
  assert.ok(deployed)
  const snapshot = deployed.snapshot && { ...deployed.snapshot, ...change }
  return compileStage(deployed.stage, snapshot, keySources, () => undefined, {
    account: accountLimits,
    createBucket: (_, limits) => createTokenBucket(limits),
  })
}

/** The one route of a sketch, which has the path "/7". */
function compileRoute(sketch: ApiSketch): LiveRoute {
  const path = { raw: '/7', segments: [{ text: '7', start: 1, end: 2 }] }
  const match = compile(sketch).routes.match('GET', path)
  assert.ok(match)
  return match.target
}

/** The JWT authorizer of the route, or what stands for one. */
function compileAuthorizer(sketch: ApiSketch): TokenAuthorizer {
  const { authorizer } = compileRoute(sketch)
  assert.ok(authorizer?.kind === 'jwt')
  return authorizer
}

describe('a compiled route', () => {
  it('has no authorizer when its authorization type is NONE', () => {
    assert.equal(compileRoute({ routes: [{ routeKey: 'GET /{id}' }] }).authorizer, undefined)
  })

  it('reads the token where its authorizer says, and asks for the scopes of the route', () => {
    const route = { routeKey: 'GET /{id}', authorizerId: 'jwt', authorizationScopes: ['a/b'] }
    const authorizer = compileAuthorizer({ routes: [route], authorizers })
    assert.deepEqual(authorizer.readIdentity(headers, undefined), ['a token'])
    assert.deepEqual(authorizer.audience, ['app'])
    assert.deepEqual(authorizer.requiredScopes, ['a/b'])
  })

  it('shares its authorizer with routes that ask for the same scopes, and its integration with all that append no path', () => {
    const route = { authorizerId: 'jwt', authorizationScopes: ['a/b'] }
    const { routes } = compile({
      routes: [
        { ...route, routeKey: 'GET /{id}' },
        { ...route, routeKey: 'POST /{id}', authorizationScopes: ['a/b'] },
        { ...route, routeKey: 'PUT /{id}', authorizationScopes: ['a'] },
        { ...route, routeKey: '$default' },
      ],
      authorizers,
      integrations: [{ integrationId: 'backend', integrationUri: 'https://example.com/' }],
    })
    const path = { raw: '/7', segments: [{ text: '7', start: 1, end: 2 }] }
    const [get, post, put, other] = ['GET', 'POST', 'PUT', 'PATCH'].map((name) => routes.match(name, path)?.target)
    assert.ok(get?.authorizer && get.authorizer === post?.authorizer && get.authorizer !== put?.authorizer)
    assert.ok(get.integration === post?.integration && get.integration === put?.integration)
    assert.ok(get.integration !== other?.integration)
  })

  it('asks for a header in any case, and for a query parameter in its own', () => {
    const read = (identitySource: string, query: string) =>
      compileAuthorizer({
        routes: [{ routeKey: 'GET /{id}', authorizerId: 'jwt' }],
        authorizers: authorizers.map((authorizer) => ({ ...authorizer, identitySource })),
      }).readIdentity(headers, query)
    assert.deepEqual(read('$request.header.AUTHORIZATION', ''), ['a token'])
    assert.deepEqual(read('$request.querystring.t', 'T=0&t=1%2B2&t=3'), ['1+2', '3'])
  })

  for (const [why, sketch] of [
    ['is not in the deployment', { routes: [{ routeKey: 'GET /{id}', authorizerId: 'nobody' }], authorizers }],
    [
      'is one of a function',
      {
        routes: [{ routeKey: 'GET /{id}', authorizerId: 'asks', authorizationType: 'JWT' }],
        authorizers: [requestAuthorizer],
      },
    ],
    [
      'is a JWT authorizer where one of a function is asked for',
      { routes: [{ routeKey: 'GET /{id}', authorizerId: 'jwt', authorizationType: 'CUSTOM' }], authorizers },
    ],
    ['is not named', { routes: [{ routeKey: 'GET /{id}', authorizationType: 'JWT' }], authorizers }],
    [
      'has an identity source that cannot be read',
      {
        routes: [{ routeKey: 'GET /{id}', authorizerId: 'jwt' }],
        authorizers: [{ ...authorizers[0]!, identitySource: '$context.authorizer' }],
      },
    ],
  ] as const)
    it(`lets nobody pass when its authorizer ${why}`, () => {
      assert.deepEqual(compileAuthorizer(sketch).readIdentity(headers, undefined), [])
    })

  for (const [why, sketch, explanation] of [
    ['has none', { routes: [{ routeKey: 'GET /{id}' }] }, 'the route GET /{id} has no integration'],
    [
      'uses a variable that the route has not',
      { routes: [{ routeKey: 'GET /{other}' }], integrations },
      'the integration URI has {id}, the route GET /{other} has not',
    ],
    [
      'is no URL',
      {
        routes: [{ routeKey: 'GET /{id}' }],
        integrations: [{ integrationId: 'backend', integrationUri: 'example.com' }],
      },
      'the integration URI example.com is no http or https URL',
    ],
    [
      'holds credentials',
      {
        routes: [{ routeKey: 'GET /{id}' }],
        integrations: [{ integrationId: 'backend', integrationUri: 'http://a:b@c/' }],
      },
      '"a:b@c" is no host to send requests to',
    ],
  ] as const)
    it(`explains what is wrong with its integration when that ${why}`, () => {
      assert.deepEqual(compileRoute(sketch).integration, { explanation })
    })
})

describe('a private integration', () => {
  const listener = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/inside/1a/2b'

  it('that leads nowhere says which option names its URL', () => {
    const integration = { integrationId: 'backend', integrationUri: listener, connectionType: 'VPC_LINK' } as const
    assert.deepEqual(compileRoute({ routes: [{ routeKey: 'GET /{id}' }], integrations: [integration] }).integration, {
      explanation: `poolgate has no URL for ${listener}: start it with --private-integration ${listener}=URL`,
      unavailable: true,
    })
  })
})

describe('a compiled stage', () => {
  it('is closed to the own endpoint of the API when that has disableExecuteApiEndpoint', () => {
    const stage = compile({ routes: [{ routeKey: '$default' }] }, { disableExecuteApiEndpoint: true })
    assert.equal(stage.closed, undefined)
    assert.equal(stage.endpointClosed, 'the API has disableExecuteApiEndpoint')
  })
})
