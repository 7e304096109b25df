import { BodyTooLargeError, readBody } from './http/body.ts'
import { toWireRequest } from './http/control-plane.ts'
import type { HttpRequest } from './http/message.ts'
import { findForeignPage } from './http/page-origin.ts'
import { isLoopbackPeer } from './http/peers.ts'
import { ApiError } from './wire/operation.ts'
import type { Runtime } from './wire/service.ts'

/** The service that requests to the server's own endpoints are signed for, and the prefix of their actions. */
const service = 'poolgate'

/** What the operator is answered, as JSON. */
export interface OperatorAnswer {
  readonly status: number
  readonly body: object
}

/** Something that the operator can ask a running server: `POST /_poolgate/<name>` with a JSON object. */
export interface OperatorCommand {
  /** What policies name: `Explain` for `poolgate:Explain`. */
  readonly action: string
  /** What the object has to hold, for the text of a refusal: `url, method and headers`. */
  readonly members: string
  /** Undefined when the object does not hold that. */
  readonly answer: (question: object) => Promise<OperatorAnswer | undefined>
}

export function refuseOperator(status: number, message: string): OperatorAnswer {
  return { status, body: { message } }
}

/** Bytes of a question: more than any request has that an HTTP API takes. */
const maximumQuestion = 64 * 1024

/** Answers what the operator asks; anything else, and anybody else, is refused. */
export async function answerOperator(
  runtime: Pick<Runtime, 'access'>,
  request: HttpRequest,
  { action, members, answer }: OperatorCommand,
): Promise<OperatorAnswer> {
  const { method, headers } = request
  if (method !== 'POST' || headers['content-type'] !== 'application/json')
    return refuseOperator(400, `POST a JSON object with ${members}`)
  let body: Buffer
  try {
    body = await readBody(request, maximumQuestion)
  } catch (error) {
    // Otherwise the client went away.
    return error instanceof BodyTooLargeError
      ? refuseOperator(413, error.message)
      : refuseOperator(400, 'the body did not arrive')
  }
  const stranger = await refuseStranger(runtime, request, body, action)
  if (stranger !== undefined) return refuseOperator(403, stranger)
  const question = parseObject(body)
  const answered = question && (await answer(question))
  return answered ?? refuseOperator(400, `the body is no JSON object with ${members}`)
}

/**
 * Why a request to one of the server's own endpoints is not its operator's; undefined when it is. In development that is
 * whoever is on this machine, apart from pages of other origins; in production a caller whose policies allow
 * `poolgate:<action>`, as a proxy's clients would all be on this machine.
 */
export async function refuseStranger(
  runtime: Pick<Runtime, 'access'>,
  request: HttpRequest,
  body: Buffer,
  action: string,
): Promise<string | undefined> {
  if (!runtime.access) {
    const isOwn =
      isLoopbackPeer(request.socket) && findForeignPage(request.headers, request.socket.localPort) === undefined
    return isOwn ? undefined : 'this is for the operator of this machine only'
  }
  try {
    const { caller } = await runtime.access.identify(toWireRequest(request, body), service)
    caller.authorize({ action: `${service}:${action}`, resource: '*' })
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
}

function parseObject(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
