import { Overloaded } from '../ports/overloaded.ts'
import { bodyBudget } from './body-budget.ts'
import type { HttpRequest } from './message.ts'

/** The request's body is larger than its door allows. */
export class BodyTooLargeError extends Error {
  constructor(limit: number) {
    super(`the request body is larger than ${limit} bytes`)
    this.name = 'BodyTooLargeError'
  }
}

/**
 * Reads the whole body; rejects with BodyTooLargeError past `limit` bytes, without reading on, and with Overloaded when all
 * bodies that are being read are too large together.
 */
export async function readBody(request: HttpRequest, limit: number, budget = bodyBudget): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLargeError(limit)
  const account = budget.open()
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Whoever refuses the rest answers first, and ends the connection then.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw new BodyTooLargeError(limit)
      if (!account.take(chunk.length)) throw new Overloaded('too many large bodies are being read')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, size)
  } finally {
    account.close()
  }
}

/** What a request is refused with whose body was not read to its end. */
export function statusOfUnread(error: unknown): 400 | 413 | 503 {
  if (error instanceof Overloaded) return 503
  // Otherwise the client went away.
  return error instanceof BodyTooLargeError ? 413 : 400
}
