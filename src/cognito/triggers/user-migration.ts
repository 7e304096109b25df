import type { Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Attributes } from '../users/user-attributes.ts'
import {
  type ClientMetadata,
  type InvokesTriggers,
  invokeTrigger,
  isObject,
  type JsonObject,
  readFlag,
  refuseResponse,
} from './invoke-trigger.ts'

/** What a function is asked about: someone who signs in by password, or has forgotten it. */
export type Migration =
  | { readonly occasion: 'Authentication'; readonly password: string; readonly validationData: ClientMetadata }
  | { readonly occasion: 'ForgotPassword'; readonly clientMetadata: ClientMetadata }

/** A user as another directory knows them. */
export interface ForeignUser {
  readonly attributes: Attributes
  /** Whether the password that was given is theirs. */
  readonly confirmed: boolean
  readonly forceAliasCreation: boolean
}

/**
 * Asks a pool's user migration function about a name that no user has (developer guide, "Migrate user Lambda trigger").
 * Undefined without a function, or when it answers no attributes.
 */
export async function askUserMigration(
  context: InvokesTriggers & Fails<'InvalidParameterException'>,
  { pool, client }: AppClient,
  name: string,
  { occasion, ...given }: Migration,
): Promise<ForeignUser | undefined> {
  const response = await invokeTrigger(context, {
    trigger: 'UserMigration',
    source: `UserMigration_${occasion}`,
    pool,
    clientId: client.id,
    userName: name,
    request: { validationData: null, ...given },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  })
  const attributes = response?.['userAttributes'] ?? undefined
  if (!response || attributes === undefined) return undefined
  if (readFlag(context, response, 'enableSMSMFA'))
    refuseUnimplemented(context, 'enableSMSMFA in the response of UserMigration')
  if (response['messageAction'] !== 'SUPPRESS')
    context.log.warn({
      event: 'migration-message-unsent',
      userPoolId: pool.id,
      reason: 'poolgate sends migrated users no welcome message, which messageAction SUPPRESS asks for',
    })
  return {
    attributes: readAttributes(context, attributes),
    confirmed: readStatus(context, response) === 'CONFIRMED',
    forceAliasCreation: readFlag(context, response, 'forceAliasCreation'),
  }
}

function readAttributes(context: InvokesTriggers, given: unknown): Attributes {
  if (!isObject(given)) return refuseResponse(context, 'userAttributes is not an object')
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : refuseResponse(context, `the attribute ${name} is not a text`),
    ]),
  )
}

function readStatus(context: InvokesTriggers, response: JsonObject): 'CONFIRMED' | 'RESET_REQUIRED' {
  const status = response['finalUserStatus'] ?? 'RESET_REQUIRED'
  return status === 'CONFIRMED' || status === 'RESET_REQUIRED'
    ? status
    : refuseResponse(context, 'finalUserStatus is neither CONFIRMED nor RESET_REQUIRED')
}
