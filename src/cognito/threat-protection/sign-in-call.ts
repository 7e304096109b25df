import type { ContextDataType, UserContextDataType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Input } from '../service.ts'
import type { Whereabouts } from './risk.ts'

/** What a call of a sign-in says that matters to threat protection. */
export interface SignInCall {
  readonly username: string | undefined
  readonly password: string | undefined
  /** Where the call goes on with one; beside any other it says nothing, as nobody looks whose it is. */
  readonly session: string | undefined
  readonly isCustomAuth: boolean
  /** What the call shows, if it is right. */
  readonly factor: 'Password' | 'Mfa' | undefined
  readonly from: Whereabouts
}

/** How InitiateAuth and AdminInitiateAuth begin one; undefined for a refresh, which is no sign-in. */
export function beginningCall(
  input: Pick<Input<'InitiateAuth'>, 'AuthFlow' | 'AuthParameters' | 'Session'>,
  from: Whereabouts,
): SignInCall | undefined {
  const { AuthFlow: flow, AuthParameters: parameters = {}, Session: session } = input
  if (flow.startsWith('REFRESH_TOKEN')) return undefined
  const password = parameters['PASSWORD']
  return {
    username: parameters['USERNAME'],
    password,
    session: flow === 'USER_AUTH' ? session : undefined,
    isCustomAuth: flow === 'CUSTOM_AUTH',
    factor: password === undefined ? undefined : 'Password',
    from,
  }
}

/** How RespondToAuthChallenge and AdminRespondToAuthChallenge go on with one. */
export function respondingCall(
  input: Pick<Input<'RespondToAuthChallenge'>, 'ChallengeName' | 'ChallengeResponses' | 'Session'>,
  from: Whereabouts,
): SignInCall {
  const { ChallengeName: challenge, ChallengeResponses: responses = {}, Session: session } = input
  const isMfa = /MFA|OTP/.test(challenge) && !['MFA_SETUP', 'SELECT_MFA_TYPE'].includes(challenge)
  const isPassword = challenge === 'PASSWORD_VERIFIER' || challenge === 'PASSWORD'
  return {
    username: responses['USERNAME'],
    password: responses['PASSWORD'],
    session: challenge.endsWith('PASSWORD_VERIFIER') ? undefined : session,
    isCustomAuth: challenge === 'CUSTOM_CHALLENGE',
    factor: isMfa ? 'Mfa' : isPassword ? 'Password' : undefined,
    from,
  }
}

/**
 * Where a public call comes from: a client with a secret that says so may tell the address of its own client (developer
 * guide, "Adding user device and session data to API requests").
 */
export function clientWhereabouts(
  context: Pick<CallContext, 'sourceIp'>,
  { client }: AppClient,
  told: Defined<UserContextDataType> | undefined,
): Whereabouts {
  const isTrusted = client.settings.EnablePropagateAdditionalUserContextData === true
  return { address: (isTrusted && told?.IpAddress) || context.sourceIp }
}

/** Where an administrator's server says that its client is. */
export function toldWhereabouts(
  context: Pick<CallContext, 'sourceIp'>,
  told: Defined<ContextDataType> | undefined,
): Whereabouts {
  const device = told?.HttpHeaders.find(({ headerName }) => headerName?.toLowerCase() === 'user-agent')?.headerValue
  return {
    address: told?.IpAddress || context.sourceIp,
    ...(device !== undefined && { device: device.slice(0, 256) }),
  }
}
