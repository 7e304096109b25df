import type { Caller } from './access.ts'

/**
 * How one AWS operation is named and typed. The types are read off the official SDK's command classes and the API
 * model; nothing of the SDK is loaded at run time.
 */
type AnyClass = abstract new (...args: never[]) => unknown

/** `{ SignUp: typeof SignUpCommand, ... }` for every `*Command` class that a client module exports. */
type Commands<Module> = {
  [
    Key in keyof Module as Key extends `${infer Name}Command` ? (Module[Key] extends AnyClass ? Name : never) : never
  ]: Module[Key]
}

type InputOf<Command> = Command extends abstract new (...args: never[]) => { readonly input: infer Input }
  ? Input
  : never
type OutputOf<Command> = Command extends abstract new (...args: never[]) => {
  resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: infer Output }>
}
  ? Omit<Output, '$metadata'>
  : never

/** The SDK types required members as `T | undefined`; on our side of the wire a required member is there. */
export type Defined<T> = T extends string | number | boolean | bigint | Date | null | undefined
  ? T
  : // A payload has methods that only the SDK gives it.
    T extends Uint8Array
    ? Uint8Array
    : T extends readonly (infer Item)[]
      ? Defined<Item>[]
      : { [Key in keyof T]: Defined<Exclude<T[Key], undefined>> }

/** An error the client sees: AWS's code and text. `detail` goes to the log only. */
export class ApiError extends Error {
  readonly code: string
  readonly detail: string | undefined
  /** Further modelled members of the error, e.g. `reasonCode`, `ResourceType`. */
  readonly members: Readonly<Record<string, unknown>>
  constructor(code: string, message: string, more: { detail?: string; members?: Record<string, unknown> } = {}) {
    super(message)
    this.name = code
    this.code = code
    this.detail = more.detail
    this.members = more.members ?? {}
  }
}

/** Whatever can refuse with one of these modelled error codes. */
export interface Fails<Code extends string> {
  /** Throws an error that the operation's model declares; any other code does not compile. */
  readonly fail: (code: Code, message: string, more?: { detail?: string; members?: Record<string, unknown> }) => never
}

/** What every operation knows about the call, whatever the product. */
export interface CallContext {
  readonly requestId: string
  /** When the call was received. */
  readonly now: Date
  /** The region the call was made to (credential scope, host name or the server's default). */
  readonly region: string
  readonly accountId: string
  /** Client address, for audit and limits. */
  readonly sourceIp: string
  /** Who calls, where signatures are verified; the operator's own process and public operations have none. */
  readonly caller?: Caller
  /** The id that what the call creates is to have; only calls of this process can say so. */
  readonly pinnedId?: string
}

export type OperationContext<Code extends string> = CallContext & Fails<Code>

/**
 * The whole API of one service as a map from operation name to handler type.
 * `Errors` is the generated interface: operation name -> union of its modelled error codes.
 * `Dependencies` is what the product's handlers get in their context besides the call.
 */
export type ServiceType<Module, Errors, Dependencies> = {
  readonly [Name in keyof Commands<Module> & keyof Errors]: (
    input: Defined<InputOf<Commands<Module>[Name]>>,
    context: OperationContext<Errors[Name] & string> & Dependencies,
  ) => Promise<Defined<OutputOf<Commands<Module>[Name]>>>
}

/** The same API seen from a caller inside the process: no context, the plain SDK input and output. */
export type ClientType<Module, Errors> = {
  readonly [Name in keyof Commands<Module> & keyof Errors]: (
    input: InputOf<Commands<Module>[Name]>,
  ) => Promise<Defined<OutputOf<Commands<Module>[Name]>>>
}

export type InputType<Service, Name extends keyof Service> = Service[Name] extends (
  input: infer Input,
  ...rest: never[]
) => unknown
  ? Input
  : never
export type OutputType<Service, Name extends keyof Service> = Service[Name] extends (
  ...args: never[]
) => Promise<infer Output>
  ? Output
  : never
