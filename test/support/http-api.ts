import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { after } from 'node:test'
import { recordingAccessLog } from '../../src/ports/access-log.ts'
import { createAddressPolicy } from '../../src/ports/addresses.ts'
import { createBackends, type Backends } from '../../src/http1/backends.ts'
import { manualClock, type ManualClock } from '../../src/ports/clock.ts'
import { createFunctions, type Functions } from '../../src/ports/functions.ts'
import { recordingLog } from '../../src/ports/log.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { seededRandom } from '../../src/ports/random.ts'
import type { IssuerDirectory } from '../../src/gateway/issuers.ts'
import { createKeySources } from '../../src/gateway/jwt/key-sources.ts'
import { createLiveApis, type LiveApis } from '../../src/gateway/proxy/live-apis.ts'
import type {
  CorsRecord,
  DeployedApi,
  IntegrationRecord,
  JwtAuthorizerRecord,
  RequestAuthorizerRecord,
  RouteRecord,
  StageRecord,
} from '../../src/gateway/store.ts'
import type { DataPlane } from '../../src/gateway/proxy/state.ts'
import { createHttpApiHandler } from '../../src/gateway/proxy/http-api-handler.ts'
import type { Access } from '../../src/wire/access.ts'
import { ApiError } from '../../src/wire/operation.ts'
import { createHttp1Server } from '../../src/http1/server.ts'
import { mapDomain } from './custom-domain.ts'

/** What to close when the tests are over, in whichever hook or test it was opened. */
const opened: (() => void)[] = []
after(() => {
  for (const close of opened) close()
})

export const start = new Date('2026-11-22T12:00:00Z')
export const epoch = start.getTime() / 1000

/** What a test says of an API; everything else is as `CreateApi` and its siblings make it. */
export interface ApiSketch {
  readonly routes: readonly (Pick<RouteRecord, 'routeKey'> & Partial<RouteRecord>)[]
  readonly integrations?: readonly (Pick<IntegrationRecord, 'integrationId' | 'integrationUri'> &
    Partial<IntegrationRecord>)[]
  readonly authorizers?: readonly (
    | (Pick<JwtAuthorizerRecord, 'authorizerId' | 'jwtConfiguration'> & Partial<JwtAuthorizerRecord>)
    | RequestAuthorizerRecord
  )[]
  readonly corsConfiguration?: Partial<CorsRecord>
  /** `$default` alone when absent. */
  readonly stages?: readonly (Pick<StageRecord, 'stageName'> & Partial<StageRecord>)[]
}

/** Everything that a test may say of an integration. */
export type IntegrationSketch = Partial<IntegrationRecord>

export function sketchApi(sketch: ApiSketch): DeployedApi {
  const snapshot = {
    disableExecuteApiEndpoint: false,
    ...(sketch.corsConfiguration && {
      corsConfiguration: {
        allowCredentials: false,
        allowOrigins: [],
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        ...sketch.corsConfiguration,
      },
    }),
    routes: sketch.routes.map((route, index) => ({
      routeId: `r${index}`,
      authorizationType: route.authorizerId === undefined ? ('NONE' as const) : ('JWT' as const),
      target: 'integrations/backend',
      ...route,
    })),
    integrations: (sketch.integrations ?? []).map((integration) => ({
      integrationType: 'HTTP_PROXY' as const,
      integrationMethod: 'ANY',
      connectionType: 'INTERNET' as const,
      payloadFormatVersion: '1.0' as const,
      timeoutInMillis: 30_000,
      ...integration,
    })),
    authorizers: (sketch.authorizers ?? []).map((authorizer) =>
      authorizer.authorizerType === 'REQUEST'
        ? authorizer
        : {
            name: authorizer.authorizerId,
            authorizerType: 'JWT' as const,
            identitySource: '$request.header.Authorization',
            ...authorizer,
          },
    ),
  }
  const stages = (sketch.stages ?? [{ stageName: '$default' }]).map((stage) => ({
    snapshot,
    stage: {
      stageVariables: {},
      defaultRouteSettings: {},
      routeSettings: {},
      tags: {},
      createdAt: start,
      updatedAt: start,
      ...stage,
    },
  }))
  return { apiId: 'a1b2c3d4e5', region: 'us-east-1', stages }
}

const customDomain = 'shop.example.com'
export const noIssuers: IssuerDirectory = { findLocal: async () => undefined, isLocalForm: () => false }
export const noOutbound: Outbound = {
  fetchJson: async () => ({ ok: false, failure: 'unreachable', detail: 'there is no network' }),
}

const noAccess: Access = {
  identify: () => Promise.reject(new ApiError('UnrecognizedClientException', 'nobody has a key')),
}

export interface GatewayOptions {
  readonly issuers?: IssuerDirectory
  readonly outbound?: Outbound
  readonly backends?: Backends
  readonly functions?: Functions
  /** Nobody's key is known without. */
  readonly access?: Access
  /** Origins that private integrations lead to, by ARN. */
  readonly privateTargets?: Readonly<Record<string, string>>
  /** PEM: who may sign the certificates of backends. */
  readonly backendAuthorities?: readonly string[]
  /** Milliseconds after which a connection without a byte is cut off. */
  readonly silence?: number
  /** Puts the API behind `/execute-api/{apiId}`. */
  readonly pathStyle?: boolean
  /** Puts the API behind the custom domain `shop.example.com`: stages by API mapping key. */
  readonly mappings?: Readonly<Record<string, string>>
}

export interface TestGateway {
  readonly port: number
  readonly plane: DataPlane
  readonly clock: ManualClock
  readonly log: ReturnType<typeof recordingLog>
  readonly accessLog: ReturnType<typeof recordingAccessLog>
  readonly apis: LiveApis
  /** Resolves when every request so far is over and logged. */
  settled(): Promise<void>
  /** What the store holds; `apis.reload` takes it up. */
  deployed: DeployedApi | undefined
}

/** Serves one API from a real socket until the test file ends. */
export async function startGateway(sketch: ApiSketch | undefined, options: GatewayOptions = {}): Promise<TestGateway> {
  const clock = manualClock(start)
  const log = recordingLog()
  const accessLog = recordingAccessLog()
  const { issuers = noIssuers, outbound = noOutbound } = options
  const policy = createAddressPolicy({ allowPrivate: true })
  const { backendAuthorities: authorities } = options
  const backends = options.backends ?? createBackends({ policy, ...(authorities && { authorities }) })
  opened.push(() => backends.close())
  const state = { deployed: sketch && sketchApi(sketch) }
  const keySources = createKeySources({ issuers, outbound, clock })
  const { privateTargets = {} } = options
  const findPrivateTarget = (name: string) => {
    const origin = privateTargets[name]
    return origin === undefined ? undefined : new URL(origin)
  }
  const store = { findDeployedApi: async () => state.deployed }
  const apis = createLiveApis({ store, keySources, findPrivateTarget, log })
  const domains = await mapDomain(customDomain, options.mappings ?? {}, log)
  const plane: DataPlane = {
    apis,
    domains,
    backends,
    functions: options.functions ?? createFunctions({}),
    access: options.access ?? noAccess,
    clock,
    random: seededRandom('gateway'),
    log,
    accountId: '123456789012',
    accessLog,
    tokenLeewaySeconds: 0,
  }
  const handle = createHttpApiHandler(plane)
  const place = options.mappings
    ? { hostName: customDomain }
    : { apiId: 'a1b2c3d4e5', pathPrefix: options.pathStyle ? '/execute-api/a1b2c3d4e5' : '' }
  const handled: Promise<void>[] = []
  const settled = async () => void (await Promise.all(handled))
  const http1 = createHttp1Server({
    limits: {
      headers: 15_000,
      request: 120_000,
      keepAlive: 65_000,
      silence: options.silence ?? 120_000,
      checkEvery: 1000,
    },
    clock,
    place: () => place,
    serve: (exchange, to) => void handled.push(handle(exchange, to)),
    handOver: (socket) => socket.destroy(),
  })
  const sockets = new Set<Socket>()
  const server = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket.on('error', () => {}))
    http1.accept(socket, false)
  })
  opened.push(() => {
    http1.close()
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(state, { port, plane, clock, log, accessLog, apis, settled })
}

/** What a backend saw of one request. */
export interface SeenRequest {
  readonly method: string
  readonly target: string
  readonly httpVersion: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly rawHeaders: readonly string[]
  /** One character for each byte. */
  readonly body: string
}

export interface TestBackend {
  readonly origin: string
  readonly port: number
  readonly seen: SeenRequest[]
}

/** A backend that records what it gets and answers 200 `hello`, or as `answer` says. */
export async function startBackend(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.end('hello'),
): Promise<TestBackend> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: target = '', httpVersion, rawHeaders } = request
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      seen.push({ method, target, httpVersion, headers, rawHeaders, body: Buffer.concat(chunks).toString('latin1') })
      answer(response, request)
    })
  })
  const port = await listen(server)
  return { origin: `http://127.0.0.1:${port}`, port, seen }
}

async function listen(server: Server): Promise<number> {
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export interface RawAnswer {
  readonly status: number
  /** Names in lower case; the last value of duplicates. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly head: string
  readonly body: string
}

/** Sends bytes (a text stands for one each) as they are and reads until the server closes. */
export function sendRaw(port: number, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(readAnswer(Buffer.concat(chunks).toString('latin1'))))
  })
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, Math.max(0, end))
  const [line = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  )
  const rest = text.slice(end + 4)
  const body = headers['transfer-encoding'] === 'chunked' ? joinChunks(rest) : rest
  return { status: Number(line.split(' ')[1]), headers, head, body }
}

function joinChunks(text: string): string {
  let body = ''
  for (let at = 0; at < text.length;) {
    const line = text.indexOf('\r\n', at)
    const size = parseInt(text.slice(at, line), 16)
    if (!size) break
    body += text.slice(line + 2, line + 2 + size)
    at = line + 4 + size
  }
  return body
}

/** Sends one request and closes. @param headers `Name: value` lines */
export function send(
  port: number,
  requestLine: string,
  headers: readonly string[] = [],
  body = '',
): Promise<RawAnswer> {
  const lines = [`${requestLine} HTTP/1.1`, 'Host: api.example', 'Connection: close', ...headers]
  return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** An API with one route to one backend. */
export function proxyTo(integrationUri: string, routeKey = '$default', integration: IntegrationSketch = {}): ApiSketch {
  return { routes: [{ routeKey }], integrations: [{ integrationId: 'backend', integrationUri, ...integration }] }
}

/** A backend that answers every request with these bytes and keeps what it read. */
export async function startRawBackend(
  answer: (socket: Socket, received: string) => void,
): Promise<{ readonly origin: string; readonly received: string[] }> {
  const received: string[] = []
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received.push(chunk.toString('latin1'))
      answer(socket, chunk.toString('latin1'))
    })
  })
  opened.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

/** Holds an answer of the gateway itself to its status, its body and the headers that each of them carries. */
export function assertGatewayAnswer(answer: RawAnswer, status: number, message: string): void {
  assert.equal(answer.status, status)
  assert.equal(answer.body, JSON.stringify({ message }))
  assert.equal(answer.headers['content-type'], 'application/json')
  assert.equal(answer.headers['content-length'], String(answer.body.length))
  assert.match(answer.headers['apigw-requestid'] ?? '', /^[\w-]{15}=$/)
  assert.ok(answer.headers['date'])
}
