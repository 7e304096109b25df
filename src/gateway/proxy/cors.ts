import type { CorsRecord } from '../store.ts'
import { headerValues, type Exchange, type Header } from './exchange.ts'

type Head = Pick<Exchange, 'method' | 'headers'>

/** Whether a browser asks before it sends (Fetch standard, "CORS-preflight request"). */
export function isPreflight({ method, headers }: Head): boolean {
  return (
    method === 'OPTIONS' &&
    headerValues(headers, 'origin').length > 0 &&
    headerValues(headers, 'access-control-request-method').length > 0
  )
}

/**
 * The headers that an answer gets from the API's CORS configuration (page "Configure CORS for HTTP APIs"): only if the
 * request has an origin, for OPTIONS only if it is a preflight; none for an origin that is not allowed.
 */
export function corsHeaders(cors: CorsRecord, head: Head): Header[] {
  const preflight = isPreflight(head)
  if (head.method === 'OPTIONS' && !preflight) return []
  const origin = allowOrigin(cors, headerValues(head.headers, 'origin'))
  if (origin === undefined) return []
  const headers: Header[] = [['Access-Control-Allow-Origin', origin]]
  const add = (name: string, values: readonly string[]) => {
    if (values.length > 0) headers.push([name, values.join(',')])
  }
  if (cors.allowCredentials) headers.push(['Access-Control-Allow-Credentials', 'true'])
  if (preflight) {
    add('Access-Control-Allow-Methods', cors.allowMethods)
    add('Access-Control-Allow-Headers', cors.allowHeaders)
    if (cors.maxAge !== undefined) headers.push(['Access-Control-Max-Age', String(cors.maxAge)])
  } else add('Access-Control-Expose-Headers', cors.exposeHeaders)
  // What names one origin must not be taken from a cache for another.
  if (origin !== '*') headers.push(['Vary', 'Origin'])
  return headers
}

function allowOrigin({ allowOrigins }: CorsRecord, [origin, ...others]: readonly string[]): string | undefined {
  if (origin === undefined || others.length > 0) return undefined
  if (allowOrigins.includes('*')) return '*'
  if (allowOrigins.includes(origin)) return origin
  const scheme = /^https?:\/\//.exec(origin)?.[0]
  return scheme !== undefined && allowOrigins.includes(`${scheme}*`) ? origin : undefined
}
