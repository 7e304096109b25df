import { withLine } from '../../http1/header.ts'
import type { Exchange, Header } from './exchange.ts'

/** An answer of the gateway itself: a status and `{"message":"..."}`, or no body when there is no message. */
export class Answer {
  readonly status: number
  readonly message: string | undefined
  readonly headers: readonly Header[]
  constructor(status: number, message: string | undefined, headers: readonly Header[] = []) {
    this.status = status
    this.message = message
    this.headers = headers
  }
}

/** To a preflight request. */
export const noContent = new Answer(204, undefined)
/** The request can be read in two ways or not at all: the connection ends. AWS's text for this is not recorded. */
export const badRequest = new Answer(400, 'Bad Request', [['Connection', 'close']])
/** No such API, stage or route. A wrong method is this, too: never 405. */
export const notFound = new Answer(404, 'Not Found')
export const payloadTooLarge = new Answer(413, 'Request Entity Too Large')
/** AWS's text for this is not recorded. */
export const uriTooLong = new Answer(414, 'Request-URI Too Long')
/** The limits of the route or of the account are used up. */
export const tooManyRequests = new Answer(429, 'Too Many Requests')
export const headTooLarge = new Answer(431, 'Request Header Fields Too Large')
/** With capitals, unlike REST APIs. */
export const internalServerError = new Answer(500, 'Internal Server Error')
/** The backend cannot be reached or does not answer in time. */
export const serviceUnavailable = new Answer(503, 'Service Unavailable')

/** @param authenticate the `www-authenticate` header, which only JWT authorizers have */
export function unauthorized(authenticate?: string): Answer {
  return new Answer(401, 'Unauthorized', authenticateHeader(authenticate))
}

/** @param authenticate the `www-authenticate` header, which only JWT authorizers have */
export function forbidden(authenticate?: string): Answer {
  return new Answer(403, 'Forbidden', authenticateHeader(authenticate))
}

/** What a request without a token is told. */
const bearer = withLine('Www-Authenticate', 'Bearer')

function authenticateHeader(value: string | undefined): Header[] {
  if (value === undefined) return []
  return [value === bearer[1] ? bearer : ['Www-Authenticate', value]]
}

interface Content {
  readonly body: string
  readonly content: readonly Header[]
}

/** RFC 9110 section 8.6: no content-length in a 204, which is the only answer without a body. */
const noContentAtAll: Content = { body: '', content: [] }

/** By message, of which there are a dozen. */
const contents = new Map<string, Content>()

function contentOf(message: string | undefined): Content {
  if (message === undefined) return noContentAtAll
  const known = contents.get(message)
  if (known) return known
  const body = JSON.stringify({ message })
  const content = [withLine('Content-Type', 'application/json'), withLine('Content-Length', String(body.length))]
  contents.set(message, { body, content })
  return { body, content }
}

/**
 * Sends an answer with the headers that every answer of the gateway carries; the transport adds `date`.
 * @param cors headers by the API's CORS configuration: a page may read why it was refused
 * @returns bytes of the body
 */
export function sendAnswer(
  exchange: Exchange,
  answer: Answer,
  requestId: string,
  cors: readonly Header[] = [],
): number {
  const { body, content } = contentOf(answer.message)
  exchange.answer(answer.status, [...content, ...answer.headers, ...cors, ['Apigw-Requestid', requestId]], body)
  return exchange.method === 'HEAD' ? 0 : body.length
}
