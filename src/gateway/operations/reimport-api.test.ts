import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { jwtAuthorizer, openGateway } from '../../../test/support/gateway.ts'
import {
  backend,
  documentWith,
  exportDocument,
  get,
  importDocument,
  pool,
  routeKeysOf,
} from '../../../test/support/openapi.ts'

const secured = { get: { ...get, security: [{ pool: [] }] } }
const original = documentWith({
  info: { title: 'pets', version: '1', description: 'of the shop' },
  paths: { '/pets': { get }, '/mine': secured },
  components: { securitySchemes: { pool } },
  tags: [{ name: 'team', 'x-amazon-apigateway-tag-value': 'shop' }],
  servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }],
  'x-amazon-apigateway-cors': { allowOrigins: ['https://shop.example.com'] },
})

async function openWithImport(t: TestContext) {
  const opened = await openGateway(t)
  const { client } = opened
  const { ApiId } = await importDocument(client, original)
  await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
  const reimport = (document: object, more: object = {}) =>
    client.ReimportApi({ ApiId, Body: JSON.stringify(document), ...more })
  const routes = async () => {
    const { Items = [] } = await client.GetRoutes({ ApiId })
    return new Map(Items.map((route) => [route.RouteKey, route]))
  }
  return { ...opened, ApiId, reimport, routes }
}

describe('importing over an API', () => {
  it('replaces its routes, integrations and authorizers, deploys them and keeps its id and stages', async (t) => {
    const { client, ApiId, reimport, routes } = await openWithImport(t)
    const before = await client.GetStage({ ApiId, StageName: '$default' })
    const imported = await reimport(documentWith({ paths: { '/new': { post: get } } }))
    assert.equal(imported.ApiId, ApiId)
    assert.deepEqual([...(await routes()).keys()], ['POST /new'])
    assert.equal((await client.GetIntegrations({ ApiId })).Items?.length, 1)
    assert.deepEqual((await client.GetAuthorizers({ ApiId })).Items, [])
    const after = await client.GetStage({ ApiId, StageName: '$default' })
    assert.notEqual(after.DeploymentId, before.DeploymentId)
    assert.equal(
      after.LastDeploymentStatusMessage,
      `Successfully deployed stage with deployment ID '${after.DeploymentId}'`,
    )
  })

  it('keeps the ids of routes by their keys, of authorizers by their names', async (t) => {
    const { client, ApiId, reimport, routes } = await openWithImport(t)
    const { Items: [authorizer] = [] } = await client.GetAuthorizers({ ApiId })
    const before = await routes()
    await reimport({ ...original, paths: { '/mine': { get }, '/theirs': secured } })
    const after = await routes()
    assert.equal(after.get('GET /mine')?.RouteId, before.get('GET /mine')?.RouteId)
    assert.equal(after.get('GET /mine')?.AuthorizationType, 'NONE')
    assert.equal(after.get('GET /theirs')?.AuthorizerId, authorizer?.AuthorizerId)
  })

  it('takes away what the document has no more, but for tags and the closed endpoint', async (t) => {
    const { reimport } = await openWithImport(t)
    const silent = await reimport(documentWith())
    assert.deepEqual([silent.Name, silent.Version, silent.Description], ['pets', '1.0', undefined])
    assert.equal(silent.CorsConfiguration, undefined)
    assert.deepEqual([{ ...silent.Tags }, silent.DisableExecuteApiEndpoint], [{ team: 'shop' }, true])
    const servers = [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: false } }]
    const outspoken = await reimport(documentWith({ servers, tags: [{ name: 'size' }] }))
    assert.deepEqual([{ ...outspoken.Tags }, outspoken.DisableExecuteApiEndpoint], [{ size: '' }, false])
  })

  for (const [what, document, more] of [
    ['a document with warnings and FailOnWarnings', documentWith({ colour: 'red' }), { FailOnWarnings: true }],
    ['a document that is no OpenAPI 3.0', { swagger: '2.0' }, {}],
    [
      'CORS that AWS refuses',
      documentWith({ 'x-amazon-apigateway-cors': { allowOrigins: ['*'], allowCredentials: true } }),
      {},
    ],
    ['a tag that is reserved', documentWith({ tags: [{ name: 'aws:x' }] }), {}],
    [
      'more routes than an API can have',
      documentWith({ paths: Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`/${n}`, { get }])) }),
      {},
    ],
  ] as const)
    it(`changes nothing when it fails: ${what}`, async (t) => {
      const { client, ApiId, reimport, deployed } = await openWithImport(t)
      const before = await exportDocument(client, ApiId)
      const calls = deployed.length
      await assert.rejects(reimport(document, more), { name: 'BadRequestException' })
      assert.deepEqual(await exportDocument(client, ApiId), before)
      assert.equal(deployed.length, calls)
    })

  it('refuses an API that is not there before it asks any issuer', async (t) => {
    const { client, fetched } = await openGateway(t)
    const extension = {
      ...pool['x-amazon-apigateway-authorizer'],
      jwtConfiguration: { issuer: 'https://x.example', audience: ['a'] },
    }
    const document = documentWith({
      components: { securitySchemes: { x: { 'x-amazon-apigateway-authorizer': extension } } },
    })
    await assert.rejects(client.ReimportApi({ ApiId: 'nosuchapi1', Body: JSON.stringify(document) }), {
      name: 'NotFoundException',
    })
    assert.deepEqual(fetched, [])
  })

  it('makes of an exported API another one that exports the same', async (t) => {
    const { client, ApiId, reimport } = await openWithImport(t)
    const exported = await exportDocument(client, ApiId)
    await reimport(documentWith({ paths: {} }))
    const { Warnings, ImportInfo } = await reimport(exported)
    assert.deepEqual([Warnings, ImportInfo], [undefined, undefined])
    assert.deepEqual(await exportDocument(client, ApiId), exported)
  })

  it('replaces what quick create made, whose stage stays', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'quick', ProtocolType: 'HTTP', Target: backend.uri })
    await client.ReimportApi({ ApiId, Body: JSON.stringify(documentWith()) })
    assert.deepEqual(await routeKeysOf(client, ApiId), ['GET /pets'])
    assert.equal((await client.GetStage({ ApiId, StageName: '$default' })).ApiGatewayManaged, true)
  })
})

describe('the name of an authorizer', () => {
  it('is its own in an API, so that a document can refer to it', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    const refusal = {
      name: 'BadRequestException',
      message: 'Authorizer name must be unique. Authorizer pool already exists in this RestApi.',
    }
    await assert.rejects(client.CreateAuthorizer({ ApiId, ...jwtAuthorizer }), refusal)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer, Name: 'other' })
    await assert.rejects(client.UpdateAuthorizer({ ApiId, AuthorizerId, Name: 'pool' }), refusal)
    assert.equal((await client.UpdateAuthorizer({ ApiId, AuthorizerId, Name: 'other' })).Name, 'other')
  })
})
