import type { TestContext } from 'node:test'
import type { Gateway } from '../../src/gateway/gateway.ts'
import { operations } from '../../src/gateway/operations/index.ts'
import type { ApiGatewayV2Client } from '../../src/gateway/service.ts'
import { isReservedHost } from '../../src/http/hosts.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { createFunctions, type FunctionsOptions } from '../../src/ports/functions.ts'
import { recordingLog } from '../../src/ports/log.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { gatewayStore } from '../../src/store/gateway/store.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { loadModel } from '../../src/wire/model.ts'
import { inProcessClient, type Service } from '../../src/wire/service.ts'

const model = loadModel('apigatewayv2')

/** The one local user pool that the gateway of `openGateway` knows. */
export const localIssuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Local1234'
/** The one listener that private integrations may name. */
export const privateListener = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/inside/1a/2b'
/** The one issuer elsewhere that has a discovery document. */
export const remoteIssuer = 'https://login.example.com/'

/**
 * HTTP APIs on an empty store in memory, called as over the wire but without HTTP. `deployed` collects the ids of the
 * APIs whose serving changed, `fetched` the URLs that were asked for, `changedDomains` names of domains.
 */
export async function openGateway(t: TestContext, functions: FunctionsOptions = {}) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const [random, clock, log] = [seededRandom('gateway'), manualClock('2026-11-22T10:00:00.000Z'), recordingLog()]
  const deployed: string[] = []
  const truststores = new Map<string, string>()
  const fetched: string[] = []
  const changedDomains: string[] = []
  const dependencies: Gateway = {
    store: gatewayStore(database),
    random,
    log,
    issuers: {
      findLocal: async (issuer) =>
        issuer === localIssuer ? { issuers: [localIssuer], keys: async () => [] } : undefined,
      isLocalForm: (issuer) => issuer.startsWith('https://cognito-idp.us-east-1.amazonaws.com/'),
    },
    outbound: discoveryOf(remoteIssuer, fetched),
    functions: createFunctions(functions),
    readTruststore: async (uri) => truststores.get(uri),
    findPrivateTarget: (name) => (name === privateListener ? new URL('http://127.0.0.1:9') : undefined),
    logGroupExists: async (_region, name) => name !== 'missing',
    apiEndpoint: (apiId, region) => `https://${apiId}.execute-api.${region}.amazonaws.com`,
    isReservedHost: (name) => isReservedHost(name, new Set(['own.example.com'])),
    deployed: async (apiId) => void deployed.push(apiId),
    domainChanged: async (_region, domainName) => void changedDomains.push(domainName),
  }
  const service: Service = {
    model,
    operations,
    dependencies,
    permissionOf: () => undefined,
    invalidCode: 'BadRequestException',
    internalCode: 'InternalServerErrorException',
  }
  const clientIn = (region: string): ApiGatewayV2Client =>
    inProcessClient<ApiGatewayV2Client>(service, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region,
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
    }))
  return {
    ...dependencies,
    clock,
    log,
    deployed,
    truststores,
    fetched,
    changedDomains,
    service,
    client: clientIn('us-east-1'),
    clientIn,
  }
}

/** A network on which only this issuer answers. */
function discoveryOf(issuer: string, fetched: string[]): Outbound {
  return {
    async fetchJson(url) {
      fetched.push(url)
      if (!url.startsWith(issuer)) return { ok: false, failure: 'unreachable', detail: 'ECONNREFUSED' }
      return { ok: true, document: { issuer, jwks_uri: `${issuer}jwks` } }
    },
  }
}

/** An API with one integration and the route `GET /` to it. */
export async function createServedApi(client: ApiGatewayV2Client) {
  const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
  const { IntegrationId } = await client.CreateIntegration({
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'GET',
    IntegrationUri: 'https://www.example.com/',
  })
  const { RouteId } = await client.CreateRoute({ ApiId, RouteKey: 'GET /', Target: `integrations/${IntegrationId}` })
  return { ApiId: ApiId!, IntegrationId: IntegrationId!, RouteId: RouteId! }
}

/** A JWT authorizer for the local pool, where a test is not about authorizers. */
export const jwtAuthorizer = {
  Name: 'pool',
  AuthorizerType: 'JWT' as const,
  IdentitySource: ['$request.header.Authorization'],
  JwtConfiguration: { Issuer: localIssuer, Audience: ['client'] },
}
