import type { ClientRequest, IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import { maxBodyBytes } from './check-head.ts'
import type { Exchange } from './exchange.ts'
import { limitBody } from './limit-body.ts'

/** The body that a backend gets, for a client that may go away. */
export type BodySource = Pick<Exchange, 'body' | 'bodyLength' | 'clientGone'>

/** Why a backend did not answer. */
interface BackendFailure {
  readonly kind: 'failure'
  readonly failure: 'too-large' | 'timeout' | 'client-gone' | 'unavailable'
  /** For the operator. */
  readonly error: string
}

/** What became of a request to a backend: its response, of which the headers are there, or none. */
export type BackendOutcome = { readonly kind: 'response'; readonly response: IncomingMessage } | BackendFailure

/**
 * Streams the request's body to the backend and waits for the response's headers, at most `timeoutInMillis`. A client
 * that goes away takes the backend's request with it. Never rejects.
 * @param begin makes the request; what it throws is a failure, too
 */
export async function callBackend(
  exchange: BodySource,
  begin: () => ClientRequest,
  timeoutInMillis: number,
): Promise<BackendOutcome> {
  try {
    return await awaitResponse(exchange, begin(), timeoutInMillis)
  } catch (error) {
    return { kind: 'failure', failure: 'unavailable', error: describe(error) }
  }
}

function awaitResponse(
  exchange: BodySource,
  upstream: ClientRequest,
  timeoutInMillis: number,
): Promise<BackendOutcome> {
  return new Promise((resolve) => {
    function settle(outcome: BackendOutcome): void {
      clearTimeout(timer)
      resolve(outcome)
    }
    function giveUp(failure: BackendFailure['failure'], error: string): void {
      settle({ kind: 'failure', failure, error })
      upstream.destroy()
    }
    const onGone = () => giveUp('client-gone', 'the client went away')
    const timer = setTimeout(() => giveUp('timeout', `no answer in ${timeoutInMillis} ms`), timeoutInMillis)
    exchange.clientGone.addEventListener('abort', onGone)
    upstream.once('response', (response) => settle({ kind: 'response', response }))
    // After the response its own stream tells of errors; then nothing is left to settle here.
    upstream.on('error', (error) => settle({ kind: 'failure', failure: 'unavailable', error: describe(error) }))
    upstream.once('close', () => {
      exchange.clientGone.removeEventListener('abort', onGone)
      settle({ kind: 'failure', failure: 'unavailable', error: 'the connection was closed' })
    })
    if (exchange.clientGone.aborted) onGone()
    else sendBody(exchange, upstream, (error) => giveUp('too-large', error))
  })
}

function sendBody(
  { body, bodyLength }: BodySource,
  upstream: ClientRequest,
  onTooLarge: (error: string) => void,
): void {
  if (bodyLength === 0) {
    upstream.end()
    return
  }
  // Its rest will never come, and nobody is to take the part for the whole.
  body.once('close', () => void (body.readableEnded || upstream.destroy()))
  const limited = limitBody(maxBodyBytes)
  limited.once('error', (error) => onTooLarge(error.message))
  pipeline(limited, upstream, () => {
    // What the client still sends is read to its end, so that the connection can serve the next request.
    body.unpipe(limited).resume()
  })
  body.pipe(limited)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return error.message.includes(code) ? error.message : `${code} ${error.message}`
}
