import type { ExplainedStep, ImaginedRequest } from '../../gateway/proxy/explain-request.ts'
import { classify } from '../../http/classify.ts'
import type { HostPlace } from '../../http/hosts.ts'
import { type OperatorCommand, refuseOperator } from './operator.ts'

/** What `POST /_poolgate/explain` is asked: a request to an HTTP API that is explained and not sent. */
interface ExplainQuestion {
  readonly url: string
  readonly method: string
  /** Without the host, which is the URL's. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Explains a request to an HTTP API without sending it. */
export function explainCommand(
  readHost: (host: string) => HostPlace,
  explain: (request: ImaginedRequest) => Promise<ExplainedStep[]>,
): OperatorCommand {
  return {
    action: 'Explain',
    members: 'url, method and headers',
    answer: async (value) => {
      const question = readQuestion(value)
      if (!question) return undefined
      const imagined = imagineRequest(question, readHost)
      return imagined
        ? { status: 200, body: { steps: await explain(imagined) } }
        : refuseOperator(400, `${question.url.slice(0, 200)} is no URL of an HTTP API of this server`)
    },
  }
}

function readQuestion(value: object): ExplainQuestion | undefined {
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
