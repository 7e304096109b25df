import type { Fails } from '../../wire/operation.ts'
import { findSchemaAttribute, isDeveloperOnly } from '../pools/attribute-schema.ts'
import { readOAuthSettings } from './oauth-settings.ts'
import type { Input } from '../service.ts'
import type { ClientSettings, PoolRecord } from '../store.ts'
import { readTokenValidity } from './token-validity.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'

type Refuses = Fails<'InvalidParameterException' | 'InvalidOAuthFlowException'>

/** What CreateUserPoolClient and UpdateUserPoolClient have in common. */
export type ClientInput = Omit<Input<'UpdateUserPoolClient'>, 'UserPoolId' | 'ClientId' | 'ClientName'>

/** Sign-in flows of a client that names none (AWS API reference, CreateUserPoolClient). */
const defaultAuthFlows: NonNullable<ClientSettings['ExplicitAuthFlows']> = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
]

/**
 * Reads what both operations take. Whatever is omitted has its default, on an update too (AWS API reference,
 * UpdateUserPoolClient).
 * @param hasSecret whether the client has, or is about to get, a secret
 */
export function readClientSettings(
  context: Refuses,
  input: ClientInput,
  pool: PoolRecord,
  hasSecret: boolean,
): ClientSettings {
  if (input.AnalyticsConfiguration) refuseUnimplemented(context, 'AnalyticsConfiguration')
  checkAuthFlows(context, input.ExplicitAuthFlows)
  if (input.EnablePropagateAdditionalUserContextData && !hasSecret)
    context.fail(
      'InvalidParameterException',
      'EnablePropagateAdditionalUserContextData can only be activated for a client that has a secret.',
    )
  return {
    ...readTokenValidity(context, input),
    ...readAttributePermissions(context, input, pool),
    ExplicitAuthFlows: input.ExplicitAuthFlows ?? defaultAuthFlows,
    ...(input.SupportedIdentityProviders && { SupportedIdentityProviders: input.SupportedIdentityProviders }),
    ...readOAuthSettings(context, input, hasSecret),
    ...(input.PreventUserExistenceErrors && { PreventUserExistenceErrors: input.PreventUserExistenceErrors }),
    EnableTokenRevocation: input.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: input.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: input.AuthSessionValidity ?? 3,
    ...(input.RefreshTokenRotation && { RefreshTokenRotation: input.RefreshTokenRotation }),
  }
}

function checkAuthFlows(context: Refuses, flows: ClientSettings['ExplicitAuthFlows'] = []): void {
  const allowed = flows.filter((flow) => flow.startsWith('ALLOW_'))
  if (allowed.length > 0 && allowed.length < flows.length)
    context.fail(
      'InvalidParameterException',
      'ExplicitAuthFlows must not mix values that start with ALLOW_ with values that do not.',
    )
}

/** Attributes that only the pool itself writes. */
const unwritable: readonly string[] = ['sub', 'email_verified', 'phone_number_verified']

/** Every name must be in the schema, and a list of what is written must have what is required; an empty one is no list. */
function readAttributePermissions(
  context: Refuses,
  { ReadAttributes: read, WriteAttributes: write }: ClientInput,
  pool: PoolRecord,
): Pick<ClientSettings, 'ReadAttributes' | 'WriteAttributes'> {
  const schema = pool.settings.SchemaAttributes ?? []
  const isKnown = (name: string): boolean => findSchemaAttribute(schema, name) !== undefined
  const refuse = (kind: 'read' | 'write'): never =>
    context.fail('InvalidParameterException', `Invalid ${kind} attributes specified while creating a client`)
  if (read && !read.every(isKnown)) refuse('read')
  if (write && write.length > 0) {
    const required = schema.filter(({ Name, Required }) => Required && !unwritable.includes(Name))
    if (!write.every((name) => isKnown(name) && !unwritable.includes(name) && !isDeveloperOnly(name))) refuse('write')
    if (!required.every(({ Name }) => write.includes(Name))) refuse('write')
  }
  return { ...(read && { ReadAttributes: read }), ...(write && { WriteAttributes: write }) }
}
