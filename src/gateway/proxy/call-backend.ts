import { pipeline, type Writable } from 'node:stream'
import type { BackendCall, BackendResponse, Settle } from '../../http1/backend-connection.ts'
import type { BackendRequest } from '../../http1/backends.ts'
import { maxBodyBytes } from './check-head.ts'
import type { Exchange } from './exchange.ts'
import { limitBody } from './limit-body.ts'

/** Begins the request to a backend, with all of its body or with the length of one that is still to come. */
export type BeginCall = (body: BackendRequest['body'], settle: Settle) => BackendCall

/** Why a backend did not answer. */
interface BackendFailure {
  readonly kind: 'failure'
  readonly failure: 'too-large' | 'timeout' | 'client-gone' | 'unavailable'
  /** For the operator. */
  readonly error: string
}

/** What became of a request to a backend: its response, of which the headers are there, or none. */
export type BackendOutcome = { readonly kind: 'response'; readonly response: BackendResponse } | BackendFailure

/**
 * Sends a request with its body to the backend and waits for the response's headers, at most `timeoutInMillis`. A client
 * that goes away takes the backend's request with it. Rejects only with what `conclude` throws.
 * @param body all of the body; undefined when the client's is streamed as it comes
 * @param begin sends the request; what it throws is a failure, too
 * @param conclude makes of the outcome what the caller waits for, in the turn in which it is there
 */
export function callBackend<Conclusion>(
  exchange: Exchange,
  body: Buffer | undefined,
  begin: BeginCall,
  timeoutInMillis: number,
  conclude: (outcome: BackendOutcome) => Conclusion,
): Promise<Conclusion> {
  return new Promise((resolve, reject) => {
    let call: BackendCall | undefined
    let isOver = false
    function end(outcome: BackendOutcome): void {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      try {
        resolve(conclude(outcome))
      } catch (error) {
        reject(error)
      }
    }
    function giveUp(failure: BackendFailure['failure'], error: string): void {
      end({ kind: 'failure', failure, error })
      call?.abort(new Error(error))
    }
    const timer = setTimeout(() => giveUp('timeout', `no answer in ${timeoutInMillis} ms`), timeoutInMillis)
    if (exchange.isGone) return giveUp('client-gone', 'the client went away')
    // Not assigned where it is written: V8 makes a function old at once that is, and all of the request that hangs on it.
    const onGone = () => giveUp('client-gone', 'the client went away')
    exchange.onGone = onGone
    try {
      call = begin(body ?? { length: exchange.bodyLength }, (outcome) => {
        if (outcome instanceof Error) return giveUp('unavailable', describe(outcome))
        end({ kind: 'response', response: outcome })
      })
      if (call.body) sendBody(exchange, call.body, (error) => giveUp('too-large', error))
    } catch (error) {
      giveUp('unavailable', describe(error))
    }
  })
}

function sendBody({ body }: Exchange, sink: Writable, onTooLarge: (error: string) => void): void {
  const limited = limitBody(maxBodyBytes)
  limited.once('error', (error) => onTooLarge(error.message))
  pipeline(limited, sink, () => {
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
