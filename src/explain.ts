import type { ExplainedStep, ImaginedRequest } from './gateway/proxy/explain-request.ts'
import { BodyTooLargeError, readBody } from './http/body.ts'
import { classify } from './http/classify.ts'
import type { HostPlace } from './http/hosts.ts'
import type { HttpRequest } from './http/message.ts'

/** What `POST /_poolgate/explain` is asked: a request to an HTTP API that is explained and not sent. */
interface ExplainQuestion {
  readonly url: string
  readonly method: string
  /** Without the host, which is the URL's. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export interface ExplainAnswer {
  readonly status: number
  readonly body: { readonly steps: readonly ExplainedStep[] } | { readonly message: string }
}

/** Bytes of a question: more than any request has that an HTTP API takes. */
const maximumQuestion = 64 * 1024

/**
 * Answers a question of the operator. What is explained names audiences, scopes and targets, so `refuseStranger` says why
 * nobody else gets it.
 */
export async function answerExplain(
  request: HttpRequest,
  readHost: (host: string) => HostPlace,
  explain: (request: ImaginedRequest) => Promise<ExplainedStep[]>,
  refuseStranger: (body: Buffer) => Promise<string | undefined>,
): Promise<ExplainAnswer> {
  const { method, headers } = request
  if (method !== 'POST' || headers['content-type'] !== 'application/json')
    return refuse(400, 'POST a JSON object with url, method and headers')
  let body: Buffer
  try {
    body = await readBody(request, maximumQuestion)
  } catch (error) {
    // Otherwise the client went away.
    return error instanceof BodyTooLargeError ? refuse(413, error.message) : refuse(400, 'the body did not arrive')
  }
  const stranger = await refuseStranger(body)
  if (stranger !== undefined) return refuse(403, stranger)
  const question = readQuestion(parseJson(body))
  if (!question) return refuse(400, 'the body is no JSON object with url, method and headers')
  const imagined = imagineRequest(question, readHost)
  if (!imagined) return refuse(400, `${question.url.slice(0, 200)} is no URL of an HTTP API of this server`)
  return { status: 200, body: { steps: await explain(imagined) } }
}

function refuse(status: number, message: string): ExplainAnswer {
  return { status, body: { message } }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

function readQuestion(value: unknown): ExplainQuestion | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { url, method, headers }: { url?: unknown; method?: unknown; headers?: unknown } = value
  if (typeof url !== 'string' || typeof method !== 'string' || !Array.isArray(headers)) return undefined
  const pairs = headers.map((pair: unknown) => readPair(pair))
  return pairs.includes(undefined) ? undefined : { url, method, headers: pairs.filter((pair) => pair !== undefined) }
}

function readPair(pair: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined
  const [name, value]: unknown[] = pair
  return typeof name === 'string' && typeof value === 'string' ? [name, value] : undefined
}

/** Not with `new URL()`, which would tidy up the path that is to be explained. */
function imagineRequest(
  { url, method, headers }: ExplainQuestion,
  readHost: (host: string) => HostPlace,
): ImaginedRequest | undefined {
  const [, scheme, host, rest = ''] = /^(https?):\/\/([^/?#@\s]+)([^#\s]*)/i.exec(url) ?? []
  if (scheme === undefined || host === undefined) return undefined
  const target = rest.startsWith('/') ? rest : `/${rest}`
  const all: ImaginedRequest['headers'] = [['Host', host], ...headers]
  const door = classify(readHost(host), { method, path: target.split('?', 1)[0] ?? '', headers: { host } })
  if (door.kind !== 'http-api' && door.kind !== 'custom-domain') return undefined
  return { method, target, headers: all, secure: scheme.toLowerCase() === 'https', place: door }
}
