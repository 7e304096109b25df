import type { FindClientAddress } from '../ports/client-address.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Span, Tracing } from '../ports/tracing.ts'
import type { Access, Caller, Permission } from './access.ts'
import { describeViolations, violations } from './constraints.ts'
import type { Model, OperationModel } from './model.ts'
import { ApiError, type CallContext } from './operation.ts'

/** One signature that every operation of every service has; `satisfies` has checked what each takes. */
type AnyHandler = (input: never, context: never) => Promise<unknown>

/** What a product gives the wire: its model, its operations and what they need besides the call. */
export interface Service {
  /** Read with the first call: most servers are called for few of the services that they have. */
  readonly model: Model
  readonly operations: Readonly<Record<string, AnyHandler | undefined>>
  readonly dependencies: object
  /** What a caller needs to be allowed; undefined for what everyone may. */
  readonly permissionOf: (
    operation: string,
    input: Readonly<Record<string, unknown>>,
    call: CallContext,
  ) => Permission | Promise<Permission> | undefined
  /** Error code for input that breaks a constraint of the model. */
  readonly invalidCode: string
  /** Error code for an operation of the model that poolgate lacks, and for a bug. */
  readonly internalCode: string
}

/** What running an operation takes from the server. */
export interface Runtime {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly defaultRegion: string
  readonly accountId: string
  /** Tells callers by their signatures; absent in development, where any signature will do (docs/decisions/0002). */
  readonly access?: Access
  /** Absent where the other end of a connection is the client. */
  readonly findClientAddress?: FindClientAddress
  /** Rejects with what a call of an operation from an address is refused with. */
  readonly admit?: (service: string, operation: string, sourceIp: string) => Promise<void>
  /** Is told of every call over the network when it was answered; must neither throw nor wait. */
  readonly observe?: (call: ObservedCall) => void
  /** Absent where nobody wants spans. Whoever observes calls ends those of calls. */
  readonly tracing?: Pick<Tracing, 'receive' | 'begin'>
}

/** A call over the network that was answered. No secret is taken out of its input and output. */
export interface ObservedCall {
  /** `cognito-idp`, as its endpoint is named. */
  readonly service: string
  /** Undefined when the request named none that there is. */
  readonly operation: string | undefined
  /** Whether everyone may call it. */
  readonly isPublic: boolean
  readonly requestId: string
  readonly sourceIp: string
  /** Absent when it was not let in. */
  readonly call?: CallContext
  readonly input?: object
  /** Absent when it was refused. */
  readonly output?: unknown
  /** The code of a refusal. */
  readonly error?: string
  readonly durationMs: number
  /** What the call was run in. */
  readonly span?: Span
}

/** The model's declaration of an operation, or undefined for a name it does not have. */
export function declarationOf(service: Service, name: string): OperationModel | undefined {
  return Object.hasOwn(service.model.operations, name) ? service.model.operations[name] : undefined
}

/**
 * Checks parsed input against the model and runs the operation.
 * Throws ApiError; anything else that comes out is a bug of ours.
 */
export async function runOperation(service: Service, name: string, input: object, call: CallContext): Promise<unknown> {
  const declaration = declarationOf(service, name)
  if (!declaration) throw new ApiError('UnknownOperationException', `Unknown operation ${name}`)
  const handler = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined
  if (!handler)
    throw new ApiError(
      'NotImplementedException',
      `${service.model.metadata.serviceId} ${name} is not implemented by poolgate`,
    )
  if (call.caller && declaration.authtype !== 'none') await authorize(service, name, input, call, call.caller)
  if (declaration.input) {
    const refusal = describeViolations(violations(service.model, declaration.input, input))
    if (refusal !== undefined) throw new ApiError(service.invalidCode, refusal)
  }
  const context = { ...service.dependencies, ...call, fail }
  // The model has just checked the input, and the service was composed with what its operations need.
  return handler(input as never, context as never)
}

async function authorize(
  service: Service,
  name: string,
  input: object,
  call: CallContext,
  caller: Caller,
): Promise<void> {
  const permission = await service.permissionOf(name, input as Readonly<Record<string, unknown>>, call)
  if (permission) caller.authorize(permission)
}

function fail(code: string, message: string, more?: { detail?: string; members?: Record<string, unknown> }): never {
  throw new ApiError(code, message, more)
}

/**
 * A typed caller for use inside the process: the same checks and operations as over the wire, without HTTP.
 * `call` is asked once per operation, so that each gets its own request id and time.
 */
export function inProcessClient<Client>(service: Service, call: () => CallContext): Client {
  const entries = Object.keys(service.model.operations).map((name) => [
    name,
    (input: object) => runOperation(service, name, input, call()),
  ])
  // The entries are exactly the model's operations; `Client` is derived from the same model.
  return Object.fromEntries(entries) as Client
}
