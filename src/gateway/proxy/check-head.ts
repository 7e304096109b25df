import { readRequestPath } from '../routing/request-path.ts'
import { badRequest, headTooLarge, payloadTooLarge, type Answer } from './answers.ts'
import { hasSeveral, headerValues, type Exchange } from './exchange.ts'
import type { Arrived, WithPath } from './state.ts'
import type { Step } from './step.ts'

/** Request line and header values, in bytes (page "Quotas for HTTP APIs"). */
const maxHeadBytes = 10_240
/** 10 MB (page "Quotas for HTTP APIs"). */
export const maxBodyBytes = 10 * 1024 * 1024

/** Refuses what is too large or could be read in two ways, and takes the request target apart. */
export const checkHead: Step<Arrived, WithPath> = {
  name: 'checkHead',
  answers: [400, 413, 431],
  run: (state) => {
    const { exchange, explanation, place } = state
    if (countHeadBytes(exchange) > maxHeadBytes) {
      explanation.reason = `request line and header values have more than ${maxHeadBytes} bytes`
      return headTooLarge
    }
    if ((exchange.bodyLength ?? 0) > maxBodyBytes) {
      explanation.reason = `the body has ${exchange.bodyLength} bytes, more than ${maxBodyBytes}`
      return payloadTooLarge
    }
    const ambiguity = findAmbiguity(exchange)
    if (ambiguity !== undefined) return refuse(state, ambiguity)
    const [rawPath, query] = splitTarget(exchange.target)
    const pathPrefix = 'pathPrefix' in place ? place.pathPrefix : ''
    if (!rawPath.startsWith(pathPrefix)) return refuse(state, 'the request target is not a path')
    const path = readRequestPath(rawPath.slice(pathPrefix.length) || '/')
    if ('explanation' in path) return refuse(state, path.explanation)
    // Of bytes that no URI has, one reader makes another text than the next; "#" would end the query.
    if (query !== undefined && /[^\x21-\x7e]|#/.test(query))
      return refuse(state, 'the query has a character that must be percent-encoded')
    return { ...state, path, query }
  },
}

function refuse({ explanation }: Arrived, reason: string): Answer {
  explanation.reason = reason
  return badRequest
}

function countHeadBytes({ method, target, httpVersion, headers }: Exchange): number {
  let bytes = method.length + target.length + ' HTTP/'.length + httpVersion.length + 1
  for (const [, value] of headers) bytes += value.length
  return bytes
}

/** What a backend could read otherwise than we do: of two credentials or hosts it may take the other one. */
function findAmbiguity({ headers, httpVersion }: Exchange): string | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return `the protocol is HTTP/${httpVersion}`
  if (hasSeveral(headers, 'authorization')) return 'the request has more than one authorization header'
  if (hasSeveral(headers, 'host')) return 'the request has more than one host header'
  const codings = headerValues(headers, 'transfer-encoding')
  const [coding] = codings
  // A further coding would be lost together with the hop-by-hop header that names it.
  if (coding !== undefined && (codings.length > 1 || coding.toLowerCase() !== 'chunked'))
    return `transfer-encoding is "${coding}", not "chunked"`
  return undefined
}

/** Path and query at the first "?". */
export function splitTarget(target: string): [path: string, query: string | undefined] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, undefined] : [target.slice(0, mark), target.slice(mark + 1)]
}
