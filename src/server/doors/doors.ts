import { TLSSocket } from 'node:tls'
import type { HttpApiHandler } from '../../gateway/proxy/http-api-handler.ts'
import { createExchange } from '../../gateway/proxy/create-exchange.ts'
import type { Place } from '../../gateway/proxy/state.ts'
import { classify, type Door, type ServiceName } from '../../http/classify.ts'
import { answerPreflight, serveControlPlane, type ServiceDoor } from '../../http/control-plane.ts'
import type { HostPlace } from '../../http/hosts.ts'
import { refuseUnread, sendResponse, type HttpRequest, type HttpResponse } from '../../http/message.ts'
import { refuseForeignService } from './foreign-service.ts'
import { answerInbox } from './inbox-door.ts'
import { isLoopbackPeer } from '../../http/peers.ts'
import type { RequestHead } from '../../http1/request-head.ts'
import { ownText } from '../../ports/own-text.ts'
import { answerMetrics, type MetricsDoor } from './metrics-door.ts'
import { answerOperator } from '../operator/operator.ts'
import type { Readiness } from '../readiness.ts'
import type { OperatorCommands } from '../operator/operator-commands.ts'
import type { PageAnswer } from './page.ts'
import type { DocumentAnswer } from './pool-documents.ts'
import type { DomainDoor, Unread } from './user-pool-domain.ts'
import type { DomainAnswer } from '../../cognito/domains/domain-exchange.ts'
import type { answerUserImportUpload } from './user-import-upload.ts'
import { version } from '../../version.ts'
import type { Runtime } from '../../wire/service.ts'

/** What stands behind each door. */
export interface Doors {
  readonly runtime: Runtime
  readonly readHost: (host: string | undefined) => HostPlace
  readonly services: Readonly<Record<ServiceName, ServiceDoor>>
  readonly httpApi: HttpApiHandler
  readonly operator: OperatorCommands
  readonly metrics: MetricsDoor | undefined
  readonly readiness: Pick<Readiness, 'check'>
  readonly confirmUser: (request: HttpRequest) => Promise<PageAnswer>
  readonly authEventFeedback: (request: HttpRequest) => Promise<PageAnswer>
  /** Where messages are kept; undefined in production, where nobody is shown them. */
  readonly outbox: string | undefined
  readonly userImport: (request: HttpRequest) => ReturnType<typeof answerUserImportUpload>
  /** Undefined where there is no such domain. */
  readonly userPoolDomain: (door: DomainDoor, request: HttpRequest) => Promise<DomainAnswer | Unread | undefined>
  readonly poolDocument: (
    request: Omit<Extract<Door, { kind: 'pool-document' }>, 'kind'> & { readonly origin: string },
  ) => Promise<DocumentAnswer>
  /** Path of the local CA's certificate, told to clients of this machine; resolves once the file is there. */
  readonly caFile: () => Promise<string>
}

/** Hosts that name an API, which they do for ever, so that each is read once. */
const apiHosts = new Map<string, ApiHost>()
const maxApiHosts = 1000
/** The one that came last: to compare two names costs a quarter of what it costs to look one up. */
let lastHost: ApiHost | undefined

interface ApiHost {
  readonly name: string
  readonly place: Place
}

/** Where among the HTTP APIs a request goes that has not been read further than its head; undefined for any other door. */
export function findApiPlace(
  { readHost }: Pick<Doors, 'readHost'>,
  { method, target, host }: RequestHead,
): Place | undefined {
  const known = host === undefined ? undefined : findKnownHost(host)
  if (known && target.startsWith('/')) return known
  // A proxy's request, which is refused where CONNECT is served.
  if (!target.startsWith('/') && target !== '*') return undefined
  const hostPlace = readHost(host)
  const door = classify(hostPlace, { method, path: target.split('?', 1)[0]!, headers: {} })
  if (host !== undefined && hostPlace.kind === 'http-api' && door.kind === 'http-api') keepHost(host, door)
  return door.kind === 'http-api' || door.kind === 'custom-domain' ? door : undefined
}

function findKnownHost(name: string): Place | undefined {
  if (lastHost?.name !== name) lastHost = apiHosts.get(name)
  return lastHost?.place
}

function keepHost(host: string, place: Place): void {
  const name = ownText(host)
  if (apiHosts.size < maxApiHosts) apiHosts.set(name, { name, place })
}

/** Takes a request to its door. Resolves when it is answered. */
export async function openDoor(doors: Doors, request: HttpRequest, response: HttpResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  const place = doors.readHost(headers.host)
  const path = url.split('?', 1)[0]!
  const door = classify(place, { method, path, query: url.slice(path.length + 1), headers })
  switch (door.kind) {
    case 'http-api':
    case 'custom-domain':
      return doors.httpApi(createExchange(response), door)
    case 'service':
      return serveControlPlane(doors.services[door.service], request, response, doors.runtime, door.region)
    case 'preflight':
      return answerPreflight(request, response)
    case 'pool-document': {
      const { status, body } = await doors.poolDocument({ ...door, origin: originOf(request) })
      return answerJson(request, response, status, body, { 'access-control-allow-origin': '*' })
    }
    case 'user-pool-domain':
    case 'pool-endpoint': {
      const answer = await doors.userPoolDomain(door, request)
      if (answer && 'unread' in answer) return refuseUnread(request, response, answer.unread)
      if (answer) return sendPage(request, response, answer)
      return refuseRequest(doors, request, response, 404, 'no user pool has this domain')
    }
    case 'health':
      return answerJson(request, response, 200, await health(doors, request))
    case 'probe': {
      const { status, body } = door.probe === 'healthz' ? alive : await doors.readiness.check()
      return answerJson(request, response, status, body, { 'cache-control': 'no-store' })
    }
    case 'metrics': {
      const { status, headers, body } = await answerMetrics(doors.runtime, request, doors.metrics)
      return sendPage(request, response, { status, headers, body })
    }
    case 'inbox':
      return sendPage(request, response, await answerInbox(request, doors.outbox))
    case 'confirm-user':
      return sendPage(request, response, await doors.confirmUser(request))
    case 'auth-event-feedback':
      return sendPage(request, response, await doors.authEventFeedback(request))
    case 'user-import': {
      const outcome = await doors.userImport(request)
      if (outcome.status === 200) return sendResponse(response, 200, { 'content-length': 0 })
      return answerJson(request, response, outcome.status, { message: outcome.message })
    }
    case 'operator': {
      const { status, body } = await answerOperator(doors.runtime, request, doors.operator[door.command])
      return answerJson(request, response, status, body)
    }
    case 'foreign-service': {
      const answer = refuseForeignService(doors.runtime, door, headers)
      logRefusal(doors, request, answer.status, answer.message)
      return sendPage(request, response, answer)
    }
    case 'refused':
      return refuseRequest(doors, request, response, door.status, door.reason)
  }
}

function refuseRequest(
  doors: Doors,
  request: HttpRequest,
  response: HttpResponse,
  status: number,
  reason: string,
): void {
  logRefusal(doors, request, status, reason)
  answerJson(request, response, status, { message: reason })
}

function logRefusal(
  { runtime }: Doors,
  { method = 'GET', url = '/' }: HttpRequest,
  status: number,
  reason: string,
): void {
  // A query may hold what is nobody else's to know.
  const path = url.split('?', 1)[0]!.slice(0, 200)
  runtime.log.info({ event: 'refused', method, path, status, reason })
}

const alive = { status: 200, body: { status: 'ok' } }

async function health({ runtime, caFile }: Doors, request: HttpRequest): Promise<object> {
  const { access } = runtime
  const about = { name: 'poolgate', version: version(), region: runtime.defaultRegion }
  // In production the clients of a proxy on this machine would be told where files are.
  return !access && isLoopbackPeer(request.socket) ? { ...about, caFile: await caFile() } : about
}

/** The origin that the client used: compared with a fixed list before anything is made of it. */
function originOf({ socket, headers }: HttpRequest): string {
  return `${socket instanceof TLSSocket ? 'https' : 'http'}://${(headers.host ?? '').toLowerCase()}`
}

function answerJson(
  request: HttpRequest,
  response: HttpResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  // What the client may still send is not waited for; the connection serves the next request after it.
  request.resume()
  const bytes = Buffer.from(JSON.stringify(body))
  const head = { 'content-type': 'application/json', 'content-length': bytes.length, ...headers }
  sendResponse(response, status, head, request.method === 'HEAD' ? '' : bytes)
}

function sendPage(request: HttpRequest, response: HttpResponse, answer: DomainAnswer): void {
  request.resume()
  const { status, headers } = answer
  const bytes = answer.bytes ?? Buffer.from(answer.body)
  const head = { ...headers, 'content-length': bytes.length }
  sendResponse(response, status, head, request.method === 'HEAD' ? '' : bytes)
}
