import { badRequest, payloadTooLarge, type Answer } from './answers.ts'
import { maxBodyBytes } from './check-head.ts'
import type { Exchange } from './exchange.ts'

/**
 * Reads a request's whole body, at most 10 MB. What the client still sends beyond is read and dropped, so that the
 * connection can serve the next request.
 */
export function readBody({
  body,
  bodyLength,
  wholeBody,
}: Pick<Exchange, 'body' | 'bodyLength' | 'wholeBody'>): Promise<Buffer | Answer> {
  if (bodyLength === 0) return Promise.resolve(Buffer.alloc(0))
  if (wholeBody) return Promise.resolve(wholeBody)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    body.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBodyBytes) return void chunks.push(chunk)
      chunks.length = 0
      resolve(payloadTooLarge)
    })
    body.once('end', () => resolve(Buffer.concat(chunks)))
    body.once('error', () => resolve(badRequest))
    body.once('close', () => resolve(badRequest))
  })
}
