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

/**
 * Streams the integration's answer to the client. When either side fails midway, both connections are cut, so that
 * nobody takes a part for all.
 */
export const respond: Step<Integrated, Sent> = {
  name: 'respond',
  answers: [503],
  run: async ({ exchange, requestId, response, explanation, progress, stage }) => {
    try {
      const { status, headers } = response
      const cors = stage.cors && corsHeaders(stage.cors, exchange)
      const sink = exchange.begin(status, returnHeaders(headers, status, requestId, cors))
      explanation.status = status
      response.body.on('data', (chunk: Buffer) => (progress.responseLength += chunk.length))
      await pipeline(response.body, sink)
    } catch (error) {
      if (explanation.integration)
        explanation.integration.error = error instanceof Error ? error.message : String(error)
      response.body.destroy()
      if (!exchange.begun) return serviceUnavailable
      exchange.abort()
    }
    return { sent: true }
  },
}
