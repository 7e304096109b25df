import { TLSSocket } from 'node:tls'
import { peerAddress } from '../ports/client-address.ts'
import { answerCall, type Protocol, type WireResult } from '../wire/call.ts'
import type { WireRequest } from '../wire/message.ts'
import { declarationOf, type Runtime, type Service } from '../wire/service.ts'
import { readBody, statusOfUnread } from './body.ts'
import { refuseUnread, sendResponse, type HttpRequest, type HttpResponse } from './message.ts'
import { findForeignPage } from './page-origin.ts'

/** Control-plane bodies: the largest that AWS documents are branding documents and templates, about 2 MB. */
const maximumBody = 4 * 1024 * 1024
/** Of calls that nobody signs: many times what a user with all attributes and their metadata are. */
const maximumUnsigned = 256 * 1024

export interface ServiceDoor {
  readonly protocol: Protocol
  readonly service: Service
  /** Whether browsers may call it, as they may call user pools on AWS. */
  readonly cors: boolean
  /** Bytes, where it takes more than the others. */
  readonly maximumBody?: number
}

/** Answers one call of a service's control plane and logs it: reads the body, runs the call, writes the answer. */
export async function serveControlPlane(
  door: ServiceDoor,
  request: HttpRequest,
  response: HttpResponse,
  runtime: Runtime,
  hostRegion: string | undefined,
): Promise<void> {
  const started = runtime.clock.time()
  let wireRequest: WireRequest
  try {
    const body = await readBody(request, bodyLimitOf(door, toWireRequest(request, noBody, runtime)))
    wireRequest = toWireRequest(request, body, runtime, hostRegion)
  } catch (error) {
    // The client went away, or sent too much: whatever else it sends is not read.
    return refuseUnread(request, response, statusOfUnread(error))
  }
  const span = runtime.tracing?.receive(nameOf(door.service), wireRequest.headers)
  const answer = () => answerCall(door.protocol, door.service, wireRequest, runtime)
  const result = await (span ? span.run(answer) : answer())
  const body = typeof result.body === 'string' ? Buffer.from(result.body) : result.body
  const headers = {
    ...result.headers,
    ...(door.cors && wireRequest.headers['origin'] !== undefined && corsHeaders),
    // A HEAD tells the length of what it does not send.
    'content-length': result.headers['content-length'] ?? body.length,
  }
  sendResponse(response, result.status, headers, request.method === 'HEAD' ? '' : body)
  const durationMs = runtime.clock.time() - started
  logCall(runtime, door.service, result, durationMs)
  const { sourceIp } = wireRequest
  runtime.observe?.({ ...describeCall(door.service, result), sourceIp, durationMs, ...(span && { span }) })
}

const noBody = Buffer.alloc(0)

/** @param head the request before its body is read */
function bodyLimitOf({ protocol, service, maximumBody: own = maximumBody }: ServiceDoor, head: WireRequest): number {
  const operation = protocol.nameOperation(service, head)
  const isPublic = operation !== undefined && declarationOf(service, operation)?.authtype === 'none'
  return isPublic ? maximumUnsigned : own
}

function nameOf({ model }: Service): string {
  return model.metadata.endpointPrefix
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
}

/** Answers the question a browser asks before it calls a user pool (recorded on Cognito's endpoint). */
export function answerPreflight(request: HttpRequest, response: HttpResponse): void {
  sendResponse(response, 200, {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
    'access-control-allow-methods': 'POST',
    'access-control-max-age': '172800',
    'content-length': 0,
  })
}

/** A request whose body has been read, free of its socket. */
export function toWireRequest(
  request: HttpRequest,
  body: Buffer,
  { findClientAddress = peerAddress }: Pick<Runtime, 'findClientAddress'>,
  hostRegion?: string,
): WireRequest {
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  const foreignPage = findForeignPage(headers, request.socket.localPort)
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
    sourceIp: findClientAddress(request.socket.remoteAddress ?? '', forwardedFor(request)),
    isSecure: request.socket instanceof TLSSocket,
    ...(hostRegion !== undefined && { hostRegion }),
    ...(foreignPage !== undefined && { foreignPage }),
  }
}

/** The values of `X-Forwarded-For`, which HTTP joins into one. */
export function forwardedFor({ headers }: HttpRequest): string[] {
  const value = headers['x-forwarded-for']
  return value === undefined ? [] : [value].flat()
}

function describeCall(service: Service, result: WireResult) {
  const { operation, requestId, call, input, output, refusal } = result
  return {
    service: nameOf(service),
    operation,
    isPublic: operation !== undefined && declarationOf(service, operation)?.authtype === 'none',
    requestId,
    ...(call && { call }),
    ...(input && { input }),
    ...(refusal ? { error: refusal.code } : { output }),
  }
}

function logCall(runtime: Runtime, service: Service, result: WireResult, durationMs: number): void {
  const entry = {
    event: 'api-call',
    service: nameOf(service),
    operation: result.operation ?? 'unknown',
    status: result.status,
    requestId: result.requestId,
    durationMs,
    ...(result.refusal && { error: result.refusal.code, message: result.refusal.message }),
    ...(result.refusal?.detail !== undefined && { detail: result.refusal.detail }),
  }
  if (result.bug === undefined) runtime.log.info(entry)
  else runtime.log.error(entry, result.bug)
}
