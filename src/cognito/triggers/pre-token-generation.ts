import type { AppClient } from '../clients/app-client.ts'
import type { GroupClaims } from '../groups/group-claims.ts'
import type { UserRecord } from '../store.ts'
import { type ClaimChanges, isFixedClaim, noChanges } from './claim-changes.ts'
import {
  type ClientMetadata,
  type InvokesTriggers,
  invokeTrigger,
  isObject,
  type JsonObject,
  refuseResponse,
} from './invoke-trigger.ts'
import { preTokenGenerationVersion } from './lambda-config.ts'
import { triggerAttributes } from './trigger-user.ts'

/** Why tokens are made. */
export interface TokenOccasion {
  readonly source: 'Authentication' | 'HostedAuth' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens'
  readonly clientMetadata: ClientMetadata
}

/** What a pool's function makes of the tokens to be. */
export interface TokenChanges {
  readonly groups: GroupClaims
  readonly id: ClaimChanges
  readonly access: ClaimChanges
  /** The scopes of the access token. */
  readonly scopes: readonly string[]
}

/** AWS's limit of changes (developer guide, "Pre token generation Lambda trigger"). */
const mostChanges = 5000

/**
 * Asks a pool's pre token generation function about the tokens of a user. Events of version 1 let it change the ID token
 * and the groups, later ones the access token as well.
 */
export async function askPreTokenGeneration(
  context: InvokesTriggers,
  { pool, client }: AppClient,
  user: UserRecord,
  occasion: TokenOccasion,
  tokens: Pick<TokenChanges, 'groups' | 'scopes'>,
): Promise<TokenChanges> {
  const { groups, scopes } = tokens
  const version = preTokenGenerationVersion(pool)
  const isFirst = version === '1'
  const details = isFirst ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails'
  const response = await invokeTrigger(context, {
    trigger: 'PreTokenGeneration',
    version,
    source: `TokenGeneration_${occasion.source}`,
    pool,
    clientId: client.id,
    userName: user.username,
    request: {
      userAttributes: triggerAttributes(pool, user),
      groupConfiguration: groupConfiguration(groups),
      ...(!isFirst && { scopes }),
      clientMetadata: occasion.clientMetadata,
    },
    response: { [details]: null },
  })
  const given = response && readMember(context, response, details)
  if (!given) return { groups, scopes, id: noChanges, access: noChanges }
  const overridden = { groups: readGroups(context, given) ?? groups, scopes }
  if (isFirst) return { ...overridden, id: readChanges(context, given, 'texts'), access: noChanges }
  const access = readMember(context, given, 'accessTokenGeneration') ?? {}
  return {
    groups: overridden.groups,
    id: readChanges(context, readMember(context, given, 'idTokenGeneration') ?? {}, 'any'),
    access: readChanges(context, access, 'any', client.id),
    scopes: changeScopes(context, access, scopes),
  }
}

/**
 * Asks about the access token of a client itself, which is what events of version 3 are for: functions of earlier ones hear
 * nothing of it (developer guide, "Pre token generation Lambda trigger").
 */
export async function askAboutMachine(
  context: InvokesTriggers,
  { pool, client }: AppClient,
  scopes: readonly string[],
  clientMetadata: ClientMetadata,
): Promise<Pick<TokenChanges, 'access' | 'scopes'>> {
  if (preTokenGenerationVersion(pool) !== '3') return { scopes, access: noChanges }
  const response = await invokeTrigger(context, {
    trigger: 'PreTokenGeneration',
    version: '3',
    source: 'TokenGeneration_ClientCredentials',
    pool,
    clientId: client.id,
    userName: 'ClientCredentials',
    request: { userAttributes: {}, groupConfiguration: null, scopes, clientMetadata },
    response: { claimsAndScopeOverrideDetails: null },
  })
  const given = response && readMember(context, response, 'claimsAndScopeOverrideDetails')
  const access = (given && readMember(context, given, 'accessTokenGeneration')) ?? {}
  return { access: readChanges(context, access, 'any', client.id), scopes: changeScopes(context, access, scopes) }
}

function groupConfiguration({ access, id }: GroupClaims): JsonObject {
  return {
    groupsToOverride: access['cognito:groups'] ?? [],
    iamRolesToOverride: id['cognito:roles'] ?? [],
    preferredRole: id['cognito:preferred_role'] ?? null,
  }
}

/** An empty object takes the groups away; without one they stay. */
function readGroups(context: InvokesTriggers, given: JsonObject): GroupClaims | undefined {
  const override = readMember(context, given, 'groupOverrideDetails')
  if (!override) return undefined
  const groups = readTexts(context, override, 'groupsToOverride')
  const roles = readTexts(context, override, 'iamRolesToOverride')
  const preferred = override['preferredRole'] ?? undefined
  if (preferred !== undefined && typeof preferred !== 'string')
    return refuseResponse(context, 'preferredRole is not a text')
  return {
    access: groups.length > 0 ? { 'cognito:groups': groups } : {},
    id: {
      ...(roles.length > 0 && { 'cognito:roles': roles }),
      ...(preferred !== undefined && { 'cognito:preferred_role': preferred }),
    },
  }
}

function readChanges(
  context: InvokesTriggers,
  given: JsonObject,
  values: 'texts' | 'any',
  audience?: string,
): ClaimChanges {
  const add = Object.entries(readMember(context, given, 'claimsToAddOrOverride') ?? {})
  const suppress = readTexts(context, given, 'claimsToSuppress')
  if (add.length + suppress.length > mostChanges) return refuseResponse(context, `more than ${mostChanges} changes`)
  if (values === 'texts' && add.some(([, value]) => typeof value !== 'string'))
    return refuseResponse(context, 'a claim of an event of version 1 is not a text')
  const allowed = add.filter(([name, value]) => (name === 'aud' ? value === audience : !isFixedClaim(name)))
  return { add: Object.fromEntries(allowed.filter(([, value]) => value !== null)), suppress: new Set(suppress) }
}

function changeScopes(context: InvokesTriggers, given: JsonObject, scopes: readonly string[]): string[] {
  const added = readTexts(context, given, 'scopesToAdd')
  const suppressed = readTexts(context, given, 'scopesToSuppress')
  if (added.length + suppressed.length > mostChanges) return refuseResponse(context, `more than ${mostChanges} changes`)
  // RFC 6749 section 3.3: a space would make two scopes of one.
  if (added.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))
    return refuseResponse(context, 'scopesToAdd holds what is no scope')
  return [...new Set([...scopes, ...added])].filter((scope) => !suppressed.includes(scope))
}

/** An object inside an answer; null counts as missing. */
function readMember(context: InvokesTriggers, given: JsonObject, name: string): JsonObject | undefined {
  const value = given[name] ?? undefined
  return value === undefined || isObject(value) ? value : refuseResponse(context, `${name} is not an object`)
}

function readTexts(context: InvokesTriggers, given: JsonObject, name: string): string[] {
  const value = given[name] ?? []
  if (!Array.isArray(value)) return refuseResponse(context, `${name} is not a list`)
  return value.map((item: unknown) =>
    typeof item === 'string' ? item : refuseResponse(context, `${name} holds more than texts`),
  )
}
