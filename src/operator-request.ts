import { BodyTooLargeError, readBody } from './http/body.ts'
import type { HttpRequest } from './http/message.ts'
import { findForeignPage } from './http/page-origin.ts'
import { isLoopbackPeer } from './http/peers.ts'

/** What an operator's request is answered with, as JSON. */
export interface OperatorAnswer {
  readonly status: number
  readonly body: object
}

export function refuseOperator(status: number, message: string): OperatorAnswer {
  return { status, body: { message } }
}

/** Whether somebody on this machine asks, and no page of another origin in their browser. */
export function isFromOperator({ headers, socket }: HttpRequest): boolean {
  return isLoopbackPeer(socket) && findForeignPage(headers, socket.localPort) === undefined
}

/** Bytes of a question: more than any request has that an HTTP API takes. */
const maximumQuestion = 64 * 1024

/**
 * Reads what this machine's operator asks as `POST /_poolgate/...` with a JSON object; anything else, and anybody else,
 * gets the refusal.
 * @param members what the object has to hold, for the text of a refusal: `url, method and headers`
 */
export async function readOperatorQuestion(
  request: HttpRequest,
  members: string,
): Promise<{ readonly question: object } | { readonly refusal: OperatorAnswer }> {
  if (!isFromOperator(request)) return { refusal: refuseOperator(403, 'poolgate answers this to its own machine only') }
  if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json')
    return { refusal: refuseOperator(400, `POST a JSON object with ${members}`) }
  try {
    const question: unknown = JSON.parse((await readBody(request, maximumQuestion)).toString())
    if (typeof question === 'object' && question !== null) return { question }
  } catch (error) {
    if (error instanceof BodyTooLargeError) return { refusal: refuseOperator(413, error.message) }
    // Otherwise it is no JSON, or the client went away.
  }
  return { refusal: refuseOperator(400, `the body is no JSON object with ${members}`) }
}
