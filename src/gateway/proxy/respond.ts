import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { IncomingBody } from '../../http1/incoming-body.ts'
import { serviceUnavailable, type Answer } from './answers.ts'
import { corsHeaders } from './cors.ts'
import type { Header } from './exchange.ts'
import { returnHeaders } from './forward-headers.ts'
import type { Integrated } from './state.ts'
import type { Step } from './step.ts'

/** The integration's answer went to the client, as far as both stayed. */
export interface Sent {
  readonly sent: true
}

const sent: Sent = { sent: true }

/**
 * Streams the integration's answer to the client. When either side fails midway, both connections are cut, so that
 * nobody takes a part for all.
 */
export const respond: Step<Integrated, Sent> = {
  name: 'respond',
  answers: [503],
  run: (state) => {
    const { exchange, requestId, response, explanation, progress, stage } = state
    const { body, status, headers } = response
    try {
      const cors = stage.cors && corsHeaders(stage.cors, exchange)
      const head = returnHeaders(headers, status, requestId, cors)
      if (!isWhole(body)) return stream(state, body, head)
      exchange.answer(status, head, body)
      explanation.status = status
      progress.responseLength = body.length
      return sent
    } catch (error) {
      return giveUp(state, error)
    }
  },
}

function isWhole(body: string | Buffer | Readable): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body)
}

async function stream(state: Integrated, body: Readable, head: readonly Header[]): Promise<Sent | Answer> {
  const { exchange, response, explanation, progress } = state
  try {
    explanation.status = response.status
    if (exchange.relay && body instanceof IncomingBody) {
      await exchange.relay(response.status, head, body, (bytes) => (progress.responseLength = bytes))
      return sent
    }
    const sink = exchange.begin(response.status, head)
    body.on('data', (chunk: Buffer) => (progress.responseLength += chunk.length))
    await pipeline(body, sink)
    return sent
  } catch (error) {
    return giveUp(state, error)
  }
}

function giveUp({ exchange, explanation, response: { body } }: Integrated, error: unknown): Sent | Answer {
  if (explanation.integration) explanation.integration.error = error instanceof Error ? error.message : String(error)
  if (!isWhole(body)) body.destroy()
  if (!exchange.begun) return serviceUnavailable
  exchange.abort()
  return sent
}
