import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { openJson } from '../../ports/vault.ts'
import type { Cognito } from '../cognito.ts'
import type { SignInStep } from '../sign-in/finish-sign-in.ts'

/*
 * What one form has to know of those before it: sealed in a hidden field, for one browser and app client. Nothing is kept on
 * the server, so a browser may go through several sign-ins at once; what works only once are the sessions in it.
 */

/** A challenge that is to be answered. */
export interface ChallengeStep {
  readonly kind: 'challenge'
  readonly name: ChallengeNameType
  readonly session: string
  /** The name that was typed, which every answer repeats. */
  readonly username: string
  readonly parameters: Readonly<Record<string, string>>
  /** Of SELECT_CHALLENGE. */
  readonly available: readonly string[]
}

/** An authenticator app that shows codes of this secret once it has it. */
export interface TokenStep {
  readonly kind: 'software-token'
  readonly session: string
  readonly username: string
  readonly secret: string
}

/** A code that was sent, for a sign-up or a password. */
export interface CodeStep<Kind extends 'sign-up' | 'forgot-password'> {
  readonly kind: Kind
  readonly username: string
  /** Of SignUp, with which the user may be signed in at once. */
  readonly session?: string
  /** Where the code went, masked. */
  readonly destination?: string
}

/** Where an operation says that it has sent a code, as a step has it. */
export function destinationOf(sent: { readonly Destination?: string | undefined } | undefined): {
  destination?: string
} {
  return sent?.Destination === undefined ? {} : { destination: sent.Destination }
}

export type FormStep = ChallengeStep | TokenStep | CodeStep<'sign-up'> | CodeStep<'forgot-password'>

interface Bound {
  readonly poolId: string
  readonly clientId: string
  readonly formToken: string
  readonly step: FormStep
}

/** Whom a step is for. */
interface Owner {
  readonly client: { readonly id: string; readonly poolId: string }
  /** What the browser's forms have in their hidden field (`../oauth/own-forms.ts`). */
  readonly formToken: string
}

const purpose = 'form-step'

export function sealStep(context: Pick<Cognito, 'vault'>, { client, formToken }: Owner, step: FormStep): string {
  const bound: Bound = { poolId: client.poolId, clientId: client.id, formToken, step }
  return context.vault.seal(JSON.stringify(bound), purpose).toString('base64url')
}

/** The step of this kind that a form brings; undefined when it is another, or another browser's or app client's. */
export function openStep<Kind extends FormStep['kind']>(
  context: Pick<Cognito, 'vault'>,
  { client, formToken }: Owner,
  sealed: string | null,
  kind: Kind,
): Extract<FormStep, { kind: Kind }> | undefined {
  const bound = openJson(context.vault, Buffer.from(sealed ?? '', 'base64url'), purpose)
  if (!isBound(bound)) return undefined
  const isOwn = bound.poolId === client.poolId && bound.clientId === client.id && bound.formToken === formToken
  return isOwn && isOfKind(bound.step, kind) ? bound.step : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isBound(value: unknown): value is Bound {
  return typeof value === 'object' && value !== null && 'formToken' in value && 'step' in value
}

function isOfKind<Kind extends FormStep['kind']>(
  step: FormStep,
  kind: Kind,
): step is Extract<FormStep, { kind: Kind }> {
  return step.kind === kind
}

/** The challenge that an answer of a sign-in operation asks for; undefined when it asks for none. */
export function challengeOf(username: string, answer: SignInStep): ChallengeStep | undefined {
  const { ChallengeName: name, Session: session, ChallengeParameters: given = {} } = answer
  if (name === undefined || session === undefined) return undefined
  // All that the user is, which can be much and is shown on no page.
  const { userAttributes: _, ...others } = given
  const parameters = Object.fromEntries(Object.entries(others).flatMap(([key, value]) => (value ? [[key, value]] : [])))
  return { kind: 'challenge', name, session, username, parameters, available: answer.AvailableChallenges ?? [] }
}
