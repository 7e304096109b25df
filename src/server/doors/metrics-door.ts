import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpRequest } from '../../http/message.ts'
import { admit } from '../operator/operator.ts'
import type { ReadableMetrics } from '../../ports/metrics.ts'
import type { Runtime } from '../../wire/service.ts'

export interface MetricsDoor {
  readonly metrics: Pick<ReadableMetrics, 'read'>
  /** What lets a reader in that cannot sign, as Prometheus cannot. */
  readonly token: string | undefined
}

interface MetricsAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const none = Buffer.alloc(0)

/** Answers `GET /metrics` to whoever has the token, or may read them as the server's other endpoints (docs/decisions/0019). */
export async function answerMetrics(
  runtime: Pick<Runtime, 'access' | 'findClientAddress'>,
  request: HttpRequest,
  door: MetricsDoor | undefined,
): Promise<MetricsAnswer> {
  if (!door) return refuse(404, 'this server keeps no metrics; start it with --metrics')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'GET /metrics')
  if (!hasToken(request, door.token)) {
    const { refusal } = await admit(runtime, request, none, 'ReadMetrics')
    if (refusal !== undefined) return refuse(403, refusal)
  }
  const { contentType, text } = await door.metrics.read()
  return { status: 200, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body: text }
}

/** Digests have one length, so that comparing them takes one time. */
function hasToken({ headers }: HttpRequest, token: string | undefined): boolean {
  const [, given] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refuse(status: number, message: string): MetricsAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
}
