import { createVerifiedSignatures, type VerifiedSignatures } from '../jwt/verified-signatures.ts'
import { writeAccessLog } from './access-log.ts'
import { Answer, internalServerError, sendAnswer } from './answers.ts'
import { splitTarget } from './check-head.ts'
import { corsHeaders } from './cors.ts'
import { type Exchange, headerValues } from './exchange.ts'
import type { Explanation } from './explanation.ts'
import { inOnePiece } from '../in-one-piece.ts'
import { createRequestIds, type RequestIds } from './request-ids.ts'
import { beginRequestSpan, describeRequestSpan } from './request-spans.ts'
import type { Arrived, DataPlane, Place, Progress } from './state.ts'
import { steps } from './steps.ts'
import { findTrace } from './trace-context.ts'

/** Serves one request to an HTTP API. Resolves when it is over and logged; never rejects. */
export type HttpApiHandler = (exchange: Exchange, place: Place) => Promise<void>

/** Bytes of tokens whose signatures are remembered: ten to thirty thousand tokens, as they come. */
const rememberedBytes = 96 * 1024 * 1024

export function createHttpApiHandler(plane: DataPlane): HttpApiHandler {
  const signatures = createVerifiedSignatures(rememberedBytes)
  const ids = createRequestIds(plane.random)
  return (exchange, place) => serve(plane, signatures, ids, exchange, place)
}

async function serve(
  plane: DataPlane,
  signatures: VerifiedSignatures,
  ids: RequestIds,
  exchange: Exchange,
  place: Place,
): Promise<void> {
  const arrived = arrive(plane, signatures, ids, exchange, place)
  const { span } = arrived
  try {
    const running = span ? span.run(() => steps.run(arrived)) : steps.run(arrived)
    // Most requests that are refused wait for nothing.
    const result = running instanceof Promise ? await running : running
    // Of a client that went away nobody knows a status.
    if (result instanceof Answer && !exchange.isGone) answer(arrived, result)
  } catch (error) {
    fail(arrived, error)
  }
  span?.end(() => describeRequestSpan(arrived))
  explain(arrived)
  writeAccessLog(arrived)
  count(arrived)
}

/** What is known of a request before its first step. */
function arrive(
  plane: DataPlane,
  signatures: VerifiedSignatures,
  ids: RequestIds,
  exchange: Exchange,
  place: Place,
): Arrived {
  const receivedAt = plane.clock.now()
  const [path] = splitTarget(exchange.target)
  const requestId = ids.requestId()
  const { amznTraceId, traceId } = findTrace(exchange, receivedAt, ids)
  const span = plane.tracing && beginRequestSpan(plane.tracing, exchange, traceId)
  const explanation: Explanation = {
    event: 'http-api-request',
    requestId,
    method: exchange.method,
    path: inOnePiece(path.slice(0, 2000)),
    sourceIp: plane.findClientAddress
      ? plane.findClientAddress(exchange.remoteAddress, headerValues(exchange.headers, 'x-forwarded-for'))
      : exchange.remoteAddress,
  }
  if ('apiId' in place) explanation.apiId = place.apiId
  const logged = span?.traceId ?? traceId
  if (logged !== undefined) explanation.traceId = logged
  const progress: Progress = { responseLength: 0 }
  return { plane, signatures, exchange, place, requestId, amznTraceId, receivedAt, span, explanation, progress }
}

/** Gives the client an answer of the gateway itself. */
function answer({ exchange, requestId, explanation, progress }: Arrived, given: Answer): void {
  explanation.status = given.status
  const cors = progress.atStage?.stage.cors
  progress.responseLength = sendAnswer(exchange, given, requestId, cors && corsHeaders(cors, exchange))
  if (given.message !== undefined) progress.errorMessage = given.message
}

/** What a step throws is a bug. */
function fail(arrived: Arrived, error: unknown): void {
  const { plane, exchange, requestId, explanation } = arrived
  plane.log.error({ event: 'http-api-failure', requestId, apiId: explanation.apiId }, error)
  if (exchange.begun) exchange.abort()
  else answer(arrived, internalServerError)
}

function explain({ plane: { clock, log }, receivedAt, explanation }: Arrived): void {
  explanation.durationMs = clock.time() - receivedAt.getTime()
  log.info(explanation)
}

/** By what is configured: a client can ask for any API and any path. */
function count({ plane: { metrics }, explanation, progress }: Arrived): void {
  if (metrics === undefined) return
  const { routeKey, status, durationMs = 0, authorizer } = explanation
  const apiId = progress.atStage?.api.apiId
  metrics.httpApiRequest({ apiId, routeKey, status, seconds: durationMs / 1000 })
  if (apiId !== undefined && authorizer?.decision === 'deny')
    metrics.authorizerRefused(apiId, authorizer.reason ?? 'denied')
}
