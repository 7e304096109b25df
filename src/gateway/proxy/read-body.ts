import { bodyBudget } from '../../http/body-budget.ts'
import { badRequest, payloadTooLarge, serviceUnavailable, type Answer } from './answers.ts'
import { maxBodyBytes } from './check-head.ts'
import type { Exchange } from './exchange.ts'

/**
 * Reads a request's whole body, at most 10 MB. What the client still sends beyond is read and dropped, so that the
 * connection can serve the next request; so is all of it when those that are being read are too large together.
 */
export function readBody(
  { body, bodyLength, isGone, wholeBody }: Pick<Exchange, 'body' | 'bodyLength' | 'isGone' | 'wholeBody'>,
  budget = bodyBudget,
): Promise<Buffer | Answer> {
  if (bodyLength === 0) return Promise.resolve(Buffer.alloc(0))
  if (wholeBody) return Promise.resolve(wholeBody)
  // A client that went away while something else was waited for: nobody tells so once more.
  if (isGone || body.destroyed) return Promise.resolve(badRequest)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const account = budget.open()
    let size = 0
    let isDropped = false
    const end = (result: Buffer | Answer): void => {
      account.close()
      resolve(result)
    }
    const drop = (answer: Answer): void => {
      isDropped = true
      chunks.length = 0
      end(answer)
    }
    body.on('data', (chunk: Buffer) => {
      if (isDropped) return
      size += chunk.length
      if (size > maxBodyBytes) drop(payloadTooLarge)
      else if (account.take(chunk.length)) chunks.push(chunk)
      else drop(serviceUnavailable)
    })
    body.once('end', () => end(Buffer.concat(chunks)))
    body.once('error', () => end(badRequest))
    body.once('close', () => end(badRequest))
  })
}

/** For the log: why `readBody` answered. */
export function explainUnread({ status }: Answer): string {
  if (status === payloadTooLarge.status) return 'the body has more than 10 MB'
  if (status === serviceUnavailable.status) return 'too many large bodies are being read'
  return 'the body broke off'
}
