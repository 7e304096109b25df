import { pipeline } from 'node:stream/promises'
import { serviceUnavailable } from './answers.ts'
import { corsHeaders } from './cors.ts'
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
  run: async ({ exchange, requestId, response, explanation, progress, stage }) => {
    const { body } = response
    try {
      const { status, headers } = response
      const cors = stage.cors && corsHeaders(stage.cors, exchange)
      const head = returnHeaders(headers, status, requestId, cors)
      explanation.status = status
      if (Buffer.isBuffer(body)) {
        progress.responseLength = body.length
        exchange.answer(status, head, body)
        return sent
      }
      const sink = exchange.begin(status, head)
      body.on('data', (chunk: Buffer) => (progress.responseLength += chunk.length))
      await pipeline(body, sink)
    } catch (error) {
      if (explanation.integration)
        explanation.integration.error = error instanceof Error ? error.message : String(error)
      if (!Buffer.isBuffer(body)) body.destroy()
      if (!exchange.begun) return serviceUnavailable
      exchange.abort()
    }
    return sent
  },
}
