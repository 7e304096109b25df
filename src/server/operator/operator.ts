import { BodyTooLargeError, readBody } from '../../http/body.ts'
import { forwardedFor, toWireRequest } from '../../http/control-plane.ts'
import type { HttpRequest } from '../../http/message.ts'
import { findForeignPage } from '../../http/page-origin.ts'
import { peerAddress } from '../../ports/client-address.ts'
import { isLoopbackPeer } from '../../http/peers.ts'
import type { Caller } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'
import type { Runtime } from '../../wire/service.ts'

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
  runtime: Runtime,
  request: HttpRequest,
  { action, members, answer }: OperatorCommand,
): Promise<OperatorAnswer> {
  const { method, headers, socket } = request
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
  const began = runtime.clock.now()
  const admission = await admit(runtime, request, body, action)
  const question = parseObject(body)
  const answered = await (admission.refusal === undefined
    ? answerAdmitted(question, { members, answer })
    : refuseOperator(403, admission.refusal))
  const { random, clock, observe, defaultRegion: region, accountId } = runtime
  const requestId = random.uuid()
  const { findClientAddress = peerAddress } = runtime
  const sourceIp = findClientAddress(socket.remoteAddress ?? '', forwardedFor(request))
  observe?.({
    service,
    operation: action,
    isPublic: false,
    requestId,
    sourceIp,
    ...(admission.refusal === undefined && {
      call: { requestId, sourceIp, now: began, region, accountId, ...admission },
    }),
    ...(question && { input: question }),
    ...(answered.status === 200 ? { output: answered.body } : { error: `HTTP ${answered.status}` }),
    durationMs: clock.time() - began.getTime(),
  })
  return answered
}

async function answerAdmitted(
  question: object | undefined,
  { members, answer }: Pick<OperatorCommand, 'members' | 'answer'>,
): Promise<OperatorAnswer> {
  const answered = question && (await answer(question))
  return answered ?? refuseOperator(400, `the body is no JSON object with ${members}`)
}

/** Who asks, as far as signatures are verified, or why it is not the operator. */
export type Admission =
  | { readonly refusal?: undefined; readonly caller?: Caller }
  | { readonly refusal: string; readonly caller?: undefined }

/**
 * Whether a request to one of the server's own endpoints is its operator's. In development that is whoever is on this
 * machine, apart from pages of other origins; in production a caller whose policies allow `poolgate:<action>`, as a proxy's
 * clients would all be on this machine.
 */
export async function admit(
  runtime: Pick<Runtime, 'access' | 'findClientAddress'>,
  request: HttpRequest,
  body: Buffer,
  action: string,
): Promise<Admission> {
  if (!runtime.access) {
    const isOwn =
      isLoopbackPeer(request.socket) && findForeignPage(request.headers, request.socket.localPort) === undefined
    return isOwn ? {} : { refusal: 'this is for the operator of this machine only' }
  }
  try {
    const { caller } = await runtime.access.identify(toWireRequest(request, body, runtime), service)
    caller.authorize({ action: `${service}:${action}`, resource: '*' })
    return { caller }
  } catch (error) {
    if (error instanceof ApiError) return { refusal: error.message }
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
