import type { TestContext } from 'node:test'
import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { type Invocation, scriptedFunctions } from '../../src/ports/functions.ts'
import { openUserPool } from './user-pool.ts'

/** An event as functions get it. */
export interface TriggerEvent {
  readonly version: string
  readonly triggerSource: string
  readonly userName: string
  readonly request: Readonly<Record<string, unknown>>
  readonly response: Readonly<Record<string, unknown>>
}

/** What a function does: the members of `response` that it sets, or what becomes of its invocation. */
export type TriggerFunction = (event: TriggerEvent) => object | Invocation

type Triggers = { readonly [Name in keyof LambdaConfigType]?: TriggerFunction }

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`

/** A function that ends with this error. */
export const throwing =
  (message: string): TriggerFunction =>
  () => ({ kind: 'function-error', error: `Unhandled: ${message}`, message })

/** Functions for triggers; `events` are those that they got, in order, and `running` may change while they run. */
export function runTriggers(triggers: Triggers) {
  const running: Record<string, TriggerFunction | undefined> = { ...triggers }
  const events: TriggerEvent[] = []
  const functions = scriptedFunctions((bytes, arn) => {
    const event: TriggerEvent = JSON.parse(bytes.toString())
    events.push(event)
    const given = running[arn.split(':').at(-1) ?? '']?.(event) ?? {}
    if ('kind' in given) return given as Invocation
    const answer = { ...event, response: { ...event.response, ...given } }
    return { kind: 'answer', payload: Buffer.from(JSON.stringify(answer)) }
  })
  const LambdaConfig = Object.fromEntries(Object.keys(triggers).map((name) => [name, functionArn(name)]))
  return { functions, LambdaConfig, events, running }
}

/** The most ordinary pool with triggers. */
export async function openTriggeredPool(
  t: TestContext,
  triggers: Triggers,
  settings: NonNullable<Parameters<typeof openUserPool>[1]> = {},
) {
  const { functions, LambdaConfig, events, running } = runTriggers(triggers)
  const pool = await openUserPool(t, { ...settings, functions, pool: { LambdaConfig, ...settings.pool } })
  const sources = () => events.map(({ triggerSource }) => triggerSource)
  return { ...pool, functions, events, sources, triggers: running }
}
