import { loadModel } from '../../wire/model.ts'
import type { ObservedCall } from '../../wire/service.ts'

/** One call of a sign-in. */
export interface SignInStep {
  /** The flow that began it, or the challenge that it answers. */
  readonly flow: string
  /** `signed-in`, `challenged`, or the error code of a refusal. */
  readonly outcome: string
}

/** Where an operation says which flow or challenge it is about. */
const flowMembers: Readonly<Record<string, 'AuthFlow' | 'ChallengeName' | undefined>> = {
  InitiateAuth: 'AuthFlow',
  AdminInitiateAuth: 'AuthFlow',
  RespondToAuthChallenge: 'ChallengeName',
  AdminRespondToAuthChallenge: 'ChallengeName',
}

let names: ReadonlySet<string> | undefined

/** Anybody can make names up; those of AWS's flows and challenges are the ones that may become labels. */
function isName(name: unknown): name is string {
  const { AuthFlowType, ChallengeNameType } = loadModel('cognito-idp').shapes
  names ??= new Set([...(AuthFlowType?.enum ?? []), ...(ChallengeNameType?.enum ?? [])])
  return typeof name === 'string' && names.has(name)
}

/** Undefined for calls that sign nobody in, or name no flow and no challenge that there is. */
export function readSignInStep({
  service,
  operation = '',
  input,
  output,
  error,
}: ObservedCall): SignInStep | undefined {
  if (service !== 'cognito-idp' || !input) return undefined
  if (operation === 'GetTokensFromRefreshToken') return { flow: 'REFRESH_TOKEN', outcome: error ?? 'signed-in' }
  const member = flowMembers[operation]
  const values: Readonly<Record<string, unknown>> = { ...input }
  const flow = member && values[member]
  return isName(flow) ? { flow, outcome: error ?? outcomeOf(output) } : undefined
}

function outcomeOf(output: unknown): string {
  const { AuthenticationResult: result }: { AuthenticationResult?: unknown } = Object(output)
  return result ? 'signed-in' : 'challenged'
}
