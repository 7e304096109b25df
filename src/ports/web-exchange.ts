import { request as httpsRequest } from 'node:https'
import { guardedLookup, refuseAddressLiteral, type AddressPolicy } from './addresses.ts'
import { request as httpRequest } from './node-http.ts'

export interface WebRequest {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface WebAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** One request to a server elsewhere, and its answer, whatever its status. Rejects when there is none, says why in words. */
export type WebExchange = (request: WebRequest) => Promise<WebAnswer>

/** Milliseconds, and bytes of the answer's body. */
const [timeoutMs, maxBytes] = [30_000, 1_000_000]

/** The real one: a connection per call, certificates verified, addresses held to the policy, no redirects (promise P12). */
export function createWebExchange(policy: AddressPolicy): WebExchange {
  return ({ method, url, headers, body = '' }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url)
      refuseAddressLiteral(target.hostname, policy)
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest
      const signal = AbortSignal.timeout(timeoutMs)
      const length = method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}
      const options = {
        method,
        signal,
        agent: false,
        lookup: guardedLookup(policy),
        headers: { ...headers, ...length },
      }
      send(target, options, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
          if (text.length > maxBytes)
            response.destroy(new Error(`${target.origin} answered more than ${maxBytes} bytes`))
        })
        const fields = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(fields), body: text }),
        )
      })
        .on('error', reject)
        .end(body)
    })
}
