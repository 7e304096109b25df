import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiGatewayV2Client } from '../service.ts'
import {
  createServedApi,
  jwtAuthorizer,
  localIssuer,
  openGateway,
  remoteIssuer,
} from '../../../test/support/gateway.ts'

const create = (client: ApiGatewayV2Client, ApiId: string, more: object = {}) =>
  client.CreateAuthorizer({ ApiId, ...jwtAuthorizer, ...more })

const invalidIssuer = (issuer: string) => ({
  name: 'BadRequestException',
  message: `Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
})

describe('JWT authorizers', () => {
  it('are read back as they were created', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { AuthorizerId, ...authorizer } = await create(client, ApiId)
    assert.match(AuthorizerId!, /^[a-z0-9]{6}$/)
    assert.deepEqual(authorizer, jwtAuthorizer)
    assert.deepEqual(await client.GetAuthorizer({ ApiId, AuthorizerId }), { AuthorizerId, ...jwtAuthorizer })
    assert.deepEqual(await client.GetAuthorizers({ ApiId }), { Items: [{ AuthorizerId, ...jwtAuthorizer }] })
  })

  it('find a local issuer in this process, without the network', async (t) => {
    const { client, fetched } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await create(client, ApiId)
    assert.deepEqual(fetched, [])
  })

  it('refuse an issuer of local form whose pool does not exist, without the network', async (t) => {
    const { client, fetched } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const Issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Missing12'
    await assert.rejects(
      create(client, ApiId, { JwtConfiguration: { Issuer, Audience: ['a'] } }),
      invalidIssuer(Issuer),
    )
    assert.deepEqual(fetched, [])
    assert.deepEqual(await client.GetAuthorizers({ ApiId }), { Items: [] })
  })

  it('fetch the discovery document of any other issuer', async (t) => {
    const { client, fetched } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await create(client, ApiId, { JwtConfiguration: { Issuer: remoteIssuer, Audience: ['a'] } })
    assert.deepEqual(fetched, [`${remoteIssuer}.well-known/openid-configuration`])
  })

  for (const Issuer of [
    'https://nobody.example.com',
    'https://login.example.com',
    'not a url',
    'ftp://login.example.com/',
  ])
    it(`refuse the issuer ${Issuer}, which has no discovery document of its own`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await createServedApi(client)
      const JwtConfiguration = { Issuer, Audience: ['a'] }
      await assert.rejects(create(client, ApiId, { JwtConfiguration }), invalidIssuer(Issuer))
      const { AuthorizerId } = await create(client, ApiId)
      await assert.rejects(client.UpdateAuthorizer({ ApiId, AuthorizerId, JwtConfiguration }), invalidIssuer(Issuer))
      assert.equal((await client.GetAuthorizer({ ApiId, AuthorizerId })).JwtConfiguration?.Issuer, localIssuer)
    })

  it('need an issuer and at least one audience', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (const JwtConfiguration of [
      undefined,
      { Issuer: localIssuer },
      { Audience: ['a'] },
      { Issuer: localIssuer, Audience: [] },
    ])
      await assert.rejects(create(client, ApiId, { JwtConfiguration }), { name: 'BadRequestException' })
  })

  it('have at most fifty audiences', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const Audience = Array.from({ length: 51 }, (_, index) => `client${index}`)
    await assert.rejects(create(client, ApiId, { JwtConfiguration: { Issuer: localIssuer, Audience } }), {
      name: 'BadRequestException',
    })
  })

  for (const IdentitySource of [
    [],
    ['$request.header.Authorization', '$request.querystring.token'],
    ['Authorization'],
    ['$request.header.'],
    ['$request.body.token'],
    ['$context.identity.sourceIp'],
  ])
    it(`refuse the identity source ${JSON.stringify(IdentitySource)}`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await createServedApi(client)
      await assert.rejects(create(client, ApiId, { IdentitySource }), { name: 'BadRequestException' })
    })

  it('may take the token from a query parameter', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const IdentitySource = ['$request.querystring.access_token']
    assert.deepEqual((await create(client, ApiId, { IdentitySource })).IdentitySource, IdentitySource)
  })

  it('keep what an update does not give, inside the JWT configuration too', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { AuthorizerId } = await create(client, ApiId)
    await client.UpdateAuthorizer({ ApiId, AuthorizerId, Name: 'other' })
    const updated = await client.UpdateAuthorizer({ ApiId, AuthorizerId, JwtConfiguration: { Audience: ['b'] } })
    assert.deepEqual(updated, {
      AuthorizerId,
      ...jwtAuthorizer,
      Name: 'other',
      JwtConfiguration: { Issuer: localIssuer, Audience: ['b'] },
    })
  })

  it('are refused by name when they ask for what only REQUEST authorizers have', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await assert.rejects(create(client, ApiId, { AuthorizerResultTtlInSeconds: 300 }), {
      message: 'AuthorizerResultTtlInSeconds is supported only for REQUEST authorizers',
    })
  })

  it('cannot be deleted while a route uses them', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await create(client, ApiId)
    await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId })
    await assert.rejects(client.DeleteAuthorizer({ ApiId, AuthorizerId }), {
      name: 'ConflictException',
      message: "Cannot delete authorizer 'pool', is referenced in route: GET /",
    })
    await client.DeleteRoute({ ApiId, RouteId })
    await client.DeleteAuthorizer({ ApiId, AuthorizerId })
    await assert.rejects(client.GetAuthorizer({ ApiId, AuthorizerId }), {
      name: 'NotFoundException',
      message: `Invalid Authorizer identifier specified ${AuthorizerId}`,
    })
  })

  it('are at most ten in one API', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (let count = 0; count < 10; count++) await create(client, ApiId, { Name: `pool ${count}` })
    await assert.rejects(create(client, ApiId), { message: /^Maximum number of Authorizers for this API/ })
  })
})
