import { Overloaded } from '../ports/overloaded.ts'
import type { Caller } from './access.ts'
import type { WireRequest, WireResponse } from './message.ts'
import { ApiError, type CallContext } from './operation.ts'
import { declarationOf, type Runtime, runOperation, type Service } from './service.ts'
import { readSignature } from './sigv4.ts'

/** What came of a call: the answer, and for the log the operation and why it was refused. */
export interface WireResult extends WireResponse {
  readonly operation?: string
  readonly requestId: string
  readonly refusal?: ApiError
  /** A bug of ours; the client saw only an internal error. */
  readonly bug?: unknown
  /** What the call was, as far as it came: its context once it was authenticated, its input once that was read. */
  readonly call?: CallContext
  readonly input?: object
  readonly output?: unknown
}

/** How one protocol spells things; `answerCall` does the rest the same way for all of them. */
export interface Protocol {
  /** The operation's name, or undefined when the request names none. */
  nameOperation(service: Service, request: WireRequest): string | undefined
  readInput(service: Service, name: string, request: WireRequest): object
  writeOutput(service: Service, name: string, output: unknown, requestId: string): WireResponse
  writeError(service: Service, error: ApiError, requestId: string): WireResponse
}

/** Runs one request: name -> authenticate -> parse -> validate -> operation -> write. Never rejects. */
export async function answerCall(
  protocol: Protocol,
  service: Service,
  request: WireRequest,
  runtime: Runtime,
): Promise<WireResult> {
  const requestId = runtime.random.uuid()
  let name: string | undefined
  const known: { call?: CallContext; input?: object } = {}
  try {
    name = protocol.nameOperation(service, request)
    if (name === undefined || !declarationOf(service, name)) {
      const named = name?.slice(0, 128) ?? '(none named)'
      name = undefined
      throw new ApiError('UnknownOperationException', `poolgate knows no operation ${named}`)
    }
    await runtime.admit?.(service.model.metadata.endpointPrefix, name, request.sourceIp)
    const call = await authenticate(service, name, request, runtime, requestId)
    known.call = call
    const input = protocol.readInput(service, name, request)
    known.input = input
    const output = await runOperation(service, name, input, call)
    return { ...protocol.writeOutput(service, name, output, requestId), operation: name, requestId, ...known, output }
  } catch (error) {
    const refusal = refusalOf(error, service)
    return {
      ...protocol.writeError(service, refusal, requestId),
      ...(name !== undefined && { operation: name }),
      requestId,
      ...known,
      refusal,
      ...(refusal !== error && !(error instanceof Overloaded) && { bug: error }),
    }
  }
}

/** Clients ask again by themselves when they are told that there are too many requests: it is one of AWS's throttling errors. */
function refusalOf(error: unknown, service: Service): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof Overloaded)
    return new ApiError('TooManyRequestsException', 'Too many requests', { detail: error.message })
  return new ApiError(service.internalCode, 'Internal error')
}

/** Operations that the model does not mark `none` need a signed request; the credential scope tells the region. */
async function authenticate(
  service: Service,
  name: string,
  request: WireRequest,
  runtime: Runtime,
  requestId: string,
): Promise<CallContext> {
  const open = declarationOf(service, name)?.authtype === 'none'
  const signer = open ? undefined : await readSigner(service, name, request, runtime)
  return {
    requestId,
    now: runtime.clock.now(),
    region: signer?.region ?? request.hostRegion ?? runtime.defaultRegion,
    accountId: runtime.accountId,
    sourceIp: request.sourceIp,
    ...(signer?.caller && { caller: signer.caller }),
  }
}

interface Signer {
  readonly region: string
  readonly caller?: Caller
}

async function readSigner(service: Service, name: string, request: WireRequest, runtime: Runtime): Promise<Signer> {
  const { metadata } = service.model
  if (runtime.access) return runtime.access.identify(request, metadata.signingName ?? metadata.endpointPrefix)
  // Signatures are not verified in development, so a web page could forge one: docs/decisions/0002.
  if (request.foreignPage !== undefined)
    throw new ApiError('AccessDeniedException', `${name} may not be called from this web page`, {
      detail: `a page of ${request.foreignPage.slice(0, 200)}`,
    })
  const signature = readSignature(request)
  if (!signature) throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token')
  return { region: signature.credential.region }
}
