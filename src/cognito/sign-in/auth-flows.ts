import type { AuthFlowType, ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider'
import type { Fails } from '../../wire/operation.ts'
import type { ClientRecord } from '../store.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'

/** The flows that poolgate has, aliases resolved. */
export type AuthFlow =
  | 'USER_PASSWORD_AUTH'
  | 'USER_SRP_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'CUSTOM_AUTH'
  | 'USER_AUTH'
  | 'REFRESH_TOKEN_AUTH'

/** How a call came in: with the app client alone, signed by an administrator, or from the pages of a domain. */
export type Door = 'public' | 'admin' | 'managed-login'

const doors: Readonly<Record<AuthFlow, readonly Door[]>> = {
  USER_PASSWORD_AUTH: ['public', 'managed-login'],
  USER_SRP_AUTH: ['public', 'admin'],
  ADMIN_USER_PASSWORD_AUTH: ['admin'],
  CUSTOM_AUTH: ['public', 'admin'],
  USER_AUTH: ['public', 'admin', 'managed-login'],
  REFRESH_TOKEN_AUTH: ['public', 'admin'],
}

/**
 * The flow that is meant, if it may be used here. Refuses with InvalidParameterException a flow that is not for this
 * door or that the client does not allow, and by name one that poolgate lacks.
 */
export function requireAuthFlow(
  context: Fails<'InvalidParameterException'>,
  client: ClientRecord,
  name: AuthFlowType,
  door: Door,
): AuthFlow {
  const flow = withoutAlias(name)
  if (isImplemented(flow) && !doors[flow].includes(door))
    context.fail('InvalidParameterException', 'Initiate Auth method not supported')
  // What a client may do by itself does not limit the pages (developer guide, "User pool managed login").
  const isOnPage = door === 'managed-login' && flow === 'USER_PASSWORD_AUTH'
  if (!isOnPage && !allowsFlow(client, flow)) context.fail('InvalidParameterException', notEnabled(flow, door))
  return isImplemented(flow) ? flow : refuseUnimplemented(context, `the AuthFlow ${name}`)
}

/** Two flows have an older name (AWS API reference, InitiateAuth). */
function withoutAlias(name: AuthFlowType): AuthFlowType {
  if (name === 'REFRESH_TOKEN') return 'REFRESH_TOKEN_AUTH'
  return name === 'ADMIN_NO_SRP_AUTH' ? 'ADMIN_USER_PASSWORD_AUTH' : name
}

function isImplemented(flow: AuthFlowType): flow is AuthFlow {
  return Object.hasOwn(doors, flow)
}

/**
 * Whether a client's ExplicitAuthFlows allow a flow. Beside the older values, without the prefix ALLOW_, refreshing
 * and SRP are always on (AWS API reference, CreateUserPoolClient).
 */
export function allowsFlow(client: ClientRecord, flow: AuthFlowType): boolean {
  const allowed: readonly ExplicitAuthFlowsType[] = client.settings.ExplicitAuthFlows ?? []
  if (allowed.some((value) => value === `ALLOW_${flow}`)) return true
  if (flow === 'ADMIN_USER_PASSWORD_AUTH') return allowed.includes('ADMIN_NO_SRP_AUTH')
  if (flow === 'USER_PASSWORD_AUTH') return allowed.includes('USER_PASSWORD_AUTH')
  if (flow === 'CUSTOM_AUTH') return allowed.includes('CUSTOM_AUTH_FLOW_ONLY')
  const older = allowed.length > 0 && allowed.every((value) => !value.startsWith('ALLOW_'))
  return older && (flow === 'REFRESH_TOKEN_AUTH' || flow === 'USER_SRP_AUTH')
}

function notEnabled(flow: AuthFlowType, door: Door): string {
  if (door === 'admin') return 'Auth flow not enabled for this client'
  return flow === 'USER_SRP_AUTH'
    ? 'USER_SRP_AUTH is not enabled for the client.'
    : `${flow} flow not enabled for this client`
}
