import type { Invocation } from '../../ports/functions.ts'
import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import { findTrigger, type Trigger } from './lambda-config.ts'

/*
 * Triggers (developer guide, "Customizing user pool workflows with Lambda triggers"): a function gets an event, changes
 * its `response` and gives it back; a call waits for it for 5 seconds and tries up to three times. Events hold passwords
 * and personal data: nothing of them, or of an answer, is logged.
 */

const timeoutMs = 5000
const mostTries = 3

/** Texts that a client sends along for functions. */
export type ClientMetadata = Readonly<Record<string, string>> | undefined

export type JsonObject = Readonly<Record<string, unknown>>

/** What a trigger is told; members without a value are left out. */
export interface TriggerCall {
  readonly trigger: Trigger
  /** Of the event; '1' by default. */
  readonly version?: '1' | '2' | '3'
  /** `triggerSource`: the trigger together with its occasion. */
  readonly source: string
  readonly pool: PoolRecord
  readonly clientId: string
  readonly userName: string
  readonly request: JsonObject
  /** What the function finds in `response`. */
  readonly response: JsonObject
}

/** `clientId` of what administrators do. */
export const noClientId = 'CLIENT_ID_NOT_APPLICABLE'

/** How calls are refused when a trigger fails. */
export type TriggerFailure =
  | 'UnexpectedLambdaException'
  | 'UserLambdaValidationException'
  | 'InvalidLambdaResponseException'

export type InvokesTriggers = Pick<Cognito, 'functions' | 'log'> & Fails<TriggerFailure>

/**
 * The `response` that a pool's function gives back; undefined in a pool without this trigger. Refuses with
 * UserLambdaValidationException when the function ends with an error, with UnexpectedLambdaException when it does not
 * run to its end, and with InvalidLambdaResponseException when it gives something else back.
 */
export async function invokeTrigger(context: InvokesTriggers, call: TriggerCall): Promise<JsonObject | undefined> {
  const functionArn = findTrigger(call.pool, call.trigger)
  if (functionArn === undefined) return undefined
  const invocation = await tryInvoking(context, functionArn, Buffer.from(JSON.stringify(eventOf(call))))
  if (invocation.kind === 'answer') return readResponse(context, call, invocation.payload)
  explain(context, call, functionArn, invocation)
  if (invocation.kind === 'function-error') {
    const text = `${call.trigger} failed with error ${invocation.message ?? 'Unhandled'}.`
    return context.fail('UserLambdaValidationException', text)
  }
  return context.fail(
    'UnexpectedLambdaException',
    `${call.trigger} invocation failed due to error ${lambdaError[invocation.failure]}.`,
  )
}

/** The members in the order of the guide's "User pool Lambda trigger event". */
export function eventOf({
  version = '1',
  pool,
  source,
  clientId,
  userName,
  request,
  response,
}: Omit<TriggerCall, 'trigger' | 'response'> & Partial<Pick<TriggerCall, 'response'>>): JsonObject {
  return {
    version,
    triggerSource: source,
    region: pool.region,
    userPoolId: pool.id,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request,
    response,
  }
}

async function tryInvoking(
  { functions }: Pick<Cognito, 'functions'>,
  functionArn: string,
  event: Buffer,
): Promise<Invocation> {
  for (let tries = 1; ; tries++) {
    const invocation = await functions.invoke(functionArn, event, { timeoutMs })
    if (tries === mostTries || !isRetryable(invocation)) return invocation
  }
}

/** What may go otherwise the next time; an error that the endpoint or the function answers is final. */
function isRetryable(invocation: Invocation): boolean {
  return invocation.kind === 'failure' && ['timeout', 'throttled', 'unavailable'].includes(invocation.failure)
}

type Failure = Extract<Invocation, { kind: 'failure' }>['failure']

/** What clients are told; the operator's log says more. */
const lambdaError: Readonly<Record<Failure, string>> = {
  'no-endpoint': 'AccessDeniedException',
  refused: 'AccessDeniedException',
  throttled: 'TooManyRequestsException',
  timeout: 'Socket timeout while invoking Lambda function',
  'request-too-large': 'RequestTooLargeException',
  unavailable: 'ServiceException',
}

function explain(
  { log }: Pick<Cognito, 'log'>,
  { pool, source }: TriggerCall,
  functionArn: string,
  invocation: Exclude<Invocation, { kind: 'answer' }>,
): void {
  // What a function says of its error may quote the event.
  const reason = invocation.kind === 'failure' ? invocation.error : 'the function ended with an error'
  log.warn({ event: 'trigger-failed', userPoolId: pool.id, triggerSource: source, functionArn, reason })
}

function readResponse(context: InvokesTriggers, { source }: TriggerCall, payload: Buffer): JsonObject {
  const answer = parseJson(payload)
  if (answer === undefined)
    return context.fail('InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON', {
      detail: `the answer to ${source} is not JSON`,
    })
  const response = isObject(answer) ? answer['response'] : undefined
  return isObject(response) ? response : refuseResponse(context, `the answer to ${source} is not the event`)
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses an answer that does not have the form of the trigger's response. */
export function refuseResponse(context: Fails<'InvalidLambdaResponseException'>, detail: string): never {
  return context.fail('InvalidLambdaResponseException', 'Unrecognizable lambda output', { detail })
}

/** Reads a flag of a response; what is missing or null is false. */
export function readFlag(
  context: Fails<'InvalidLambdaResponseException'>,
  response: JsonObject,
  name: string,
): boolean {
  const value = response[name] ?? false
  return typeof value === 'boolean' ? value : refuseResponse(context, `response.${name} is not a boolean`)
}
