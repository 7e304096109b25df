import type { ClientRequest, IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import { maxBodyBytes } from './check-head.ts'
import type { Exchange } from './exchange.ts'
import { BodyTooLargeError, limitBody } from './limit-body.ts'

/** What became of a request to a backend: its response, of which the headers are there, or none. */
export type BackendOutcome =
  | { readonly kind: 'response'; readonly response: IncomingMessage }
  | {
      readonly kind: 'failure'
      readonly failure: 'too-large' | 'timeout' | 'client-gone' | 'unavailable'
      readonly error: string
    }

class TimeoutError extends Error {}
class ClientGoneError extends Error {}

/**
 * Streams the request's body to the backend and waits for the response's headers, at most `timeoutInMillis`. A client
 * that goes away takes the backend's request with it. Never rejects.
 */
export function callBackend(
  exchange: Exchange,
  upstream: ClientRequest,
  timeoutInMillis: number,
): Promise<BackendOutcome> {
  const fail = (error: Error) => upstream.destroy(error)
  const timer = setTimeout(() => fail(new TimeoutError(`no answer in ${timeoutInMillis} ms`)), timeoutInMillis)
  const onGone = () => fail(new ClientGoneError('the client went away'))
  exchange.clientGone.addEventListener('abort', onGone)
  upstream.once('close', () => exchange.clientGone.removeEventListener('abort', onGone))
  sendBody(exchange, upstream)
  return new Promise((resolve) => {
    // The listener stays: an error after the response ends the response's stream as well.
    upstream.on('error', (error) => {
      clearTimeout(timer)
      resolve({ kind: 'failure', ...describe(error) })
    })
    upstream.once('response', (response) => {
      clearTimeout(timer)
      resolve({ kind: 'response', response })
    })
    if (exchange.clientGone.aborted) onGone()
  })
}

function sendBody({ body, bodyLength }: Exchange, upstream: ClientRequest): void {
  if (bodyLength === 0) {
    upstream.end()
    return
  }
  const limited = limitBody(maxBodyBytes)
  pipeline(limited, upstream, (error) => {
    // What the client still sends is read to its end, so that the connection can serve the next request.
    body.unpipe(limited).resume()
    if (error) upstream.destroy(error)
  })
  body.pipe(limited)
}

function describe(error: Error): { failure: 'too-large' | 'timeout' | 'client-gone' | 'unavailable'; error: string } {
  if (error instanceof BodyTooLargeError) return { failure: 'too-large', error: error.message }
  if (error instanceof TimeoutError) return { failure: 'timeout', error: error.message }
  if (error instanceof ClientGoneError) return { failure: 'client-gone', error: error.message }
  const code = 'code' in error ? String(error.code) : ''
  return { failure: 'unavailable', error: error.message.includes(code) ? error.message : `${code} ${error.message}` }
}
