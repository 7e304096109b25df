import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createAddressPolicy, guardedLookup, refuseAddressLiteral } from './addresses.ts'
import { request as httpRequest } from './node-http.ts'

/** The function was not run to its end; `error` is for the operator. */
interface InvocationFailure {
  readonly kind: 'failure'
  /** `throttled`: the service has no room for it now. */
  readonly failure: 'no-endpoint' | 'timeout' | 'throttled' | 'request-too-large' | 'refused' | 'unavailable'
  readonly error: string
}

/** What became of an invocation. */
export type Invocation =
  | { readonly kind: 'answer'; readonly payload: Buffer }
  /** The function ended with an error; `error` is for the operator, `message` the function's own `errorMessage`. */
  | { readonly kind: 'function-error'; readonly error: string; readonly message?: string }
  | InvocationFailure

/** Lambda functions, wherever they run. */
export interface Functions {
  /** Whether any function can be invoked at all. */
  readonly available: boolean
  /** Whether there is an endpoint for this function; it may still refuse. */
  reaches(functionArn: string): boolean
  /** Invokes a function and waits for its answer. Never rejects, never invokes twice. */
  invoke(functionArn: string, event: Buffer, options: InvocationOptions): Promise<Invocation>
}

interface InvocationOptions {
  readonly timeoutMs: number
  /** Told to whoever runs the function, besides the event. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

export interface FunctionsOptions {
  /** Where every function is invoked that has no endpoint of its own. */
  readonly endpoint?: URL
  /** By function name or ARN, with or without a qualifier. */
  readonly endpoints?: ReadonlyMap<string, URL>
  /** Further headers of an invocation: a signature, where the endpoint asks for one. */
  readonly sign?: (url: URL, headers: Readonly<Record<string, string>>, event: Buffer) => Record<string, string>
}

/** Lambda's limit for synchronous payloads, in both directions: 6 MB (page "Lambda quotas"). */
const maxPayloadBytes = 6 * 1024 * 1024
/** How much of an error's payload is read for the operator. */
const maxErrorText = 300

/**
 * Functions behind endpoints that speak Lambda's Invoke API: `POST /2015-03-31/functions/{name}/invocations`, an error
 * of the function told by `X-Amz-Function-Error`. The endpoints are the operator's choice, so private addresses are
 * allowed.
 */
export function createFunctions({ endpoint, endpoints = new Map(), sign }: FunctionsOptions): Functions {
  const find = (functionArn: string): URL | undefined => {
    const own = functionNames(functionArn).find((name) => endpoints.has(name))
    return own === undefined ? endpoint : endpoints.get(own)
  }
  return {
    available: endpoint !== undefined || endpoints.size > 0,
    reaches: (functionArn) => find(functionArn) !== undefined,
    invoke: async (functionArn, event, { timeoutMs, headers }) => {
      const base = find(functionArn)
      if (base === undefined)
        return { kind: 'failure', failure: 'no-endpoint', error: `no endpoint is configured for ${functionArn}` }
      if (event.length > maxPayloadBytes)
        return { kind: 'failure', failure: 'request-too-large', error: `the event has ${event.length} bytes` }
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        const url = invocationUrl(base, functionArn)
        return await readInvocation(await send(url, event, { signal, sign, told: headers ?? [] }))
      } catch (error) {
        if (signal.aborted) return { kind: 'failure', failure: 'timeout', error: `no answer in ${timeoutMs} ms` }
        return {
          kind: 'failure',
          failure: 'unavailable',
          error: error instanceof Error ? error.message : String(error),
        }
      }
    },
  }
}

/** The names by which an operator may call a function, the most exact first. */
function functionNames(functionArn: string): string[] {
  const { unqualifiedArn, name, qualifier } = readArn(functionArn)
  if (qualifier === undefined) return [functionArn, name]
  return [functionArn, unqualifiedArn, `${name}:${qualifier}`, name]
}

/** `arn:{partition}:lambda:{region}:{account}:function:{name}[:{qualifier}]`. */
function readArn(functionArn: string): { unqualifiedArn: string; name: string; qualifier: string | undefined } {
  const parts = functionArn.split(':')
  return { unqualifiedArn: parts.slice(0, 7).join(':'), name: parts[6] ?? '', qualifier: parts[7] }
}

/** An endpoint with a path is the address of the invocation itself, as Lambda's runtime interface emulator has one. */
function invocationUrl(endpoint: URL, functionArn: string): URL {
  if (endpoint.pathname !== '/') return endpoint
  const { name, qualifier } = readArn(functionArn)
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint)
  if (qualifier !== undefined) url.searchParams.set('Qualifier', qualifier)
  return url
}

const operatorsChoice = createAddressPolicy({ allowPrivate: true })

interface Sending {
  readonly signal: AbortSignal
  readonly sign: FunctionsOptions['sign']
  readonly told: NonNullable<InvocationOptions['headers']>
}

function send(url: URL, event: Buffer, { signal, sign, told }: Sending): Promise<IncomingMessage> {
  refuseAddressLiteral(url.hostname, operatorsChoice)
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const unsigned = {
    host: url.host,
    'content-type': 'application/json',
    'x-amz-invocation-type': 'RequestResponse',
  }
  const headers = {
    ...Object.fromEntries(told),
    ...unsigned,
    ...sign?.(url, unsigned, event),
    'content-length': event.length,
  }
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers, lookup: guardedLookup(operatorsChoice), agent: false, signal })
      .on('response', resolve)
      .on('error', reject)
      .end(event)
  })
}

async function readInvocation(response: IncomingMessage): Promise<Invocation> {
  const payload = await readPayload(response)
  if (payload === undefined)
    return { kind: 'function-error', error: `the answer has more than ${maxPayloadBytes} bytes` }
  const status = response.statusCode ?? 0
  const functionError = response.headers['x-amz-function-error']
  if (status === 200 && functionError === undefined) return { kind: 'answer', payload }
  const text = payload.toString('utf8').slice(0, maxErrorText)
  if (functionError !== undefined) {
    const message = readErrorMessage(payload)
    return {
      kind: 'function-error',
      error: `${String(functionError)}: ${text}`,
      ...(message !== undefined && { message }),
    }
  }
  const failure = status === 429 ? 'throttled' : status === 413 ? 'request-too-large' : 'refused'
  return { kind: 'failure', failure, error: `the endpoint answered ${status}: ${text}` }
}

/** `{"errorMessage": ..., "errorType": ...}` (developer guide of Lambda, "Function errors"). */
function readErrorMessage(payload: Buffer): string | undefined {
  try {
    const error: unknown = JSON.parse(payload.toString('utf8'))
    const message: unknown = typeof error === 'object' && error !== null && Reflect.get(error, 'errorMessage')
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** Undefined when it is too large. */
async function readPayload(response: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxPayloadBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Functions that answer as `answer` says and keep what they were invoked with: for tests. */
export function scriptedFunctions(
  answer: (event: Buffer, functionArn: string) => Invocation | Promise<Invocation>,
): Functions & { readonly invocations: { functionArn: string; event: Buffer; timeoutMs: number }[] } {
  const invocations: { functionArn: string; event: Buffer; timeoutMs: number }[] = []
  return {
    invocations,
    available: true,
    reaches: () => true,
    invoke: async (functionArn, event, { timeoutMs }) => {
      invocations.push({ functionArn, event, timeoutMs })
      return answer(event, functionArn)
    },
  }
}
