import type { JsonObject } from './invoke-trigger.ts'

/** What a function changes of a token's claims. */
export interface ClaimChanges {
  readonly add: JsonObject
  readonly suppress: ReadonlySet<string>
}

export const noChanges: ClaimChanges = { add: {}, suppress: new Set() }

/** Claims that say who is who, and for how long; `scope` changes in a way of its own. */
const fixed = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
])

/** Whether no function adds or changes the claim (developer guide, "Pre token generation Lambda trigger"). */
export function isFixedClaim(name: string): boolean {
  return fixed.has(name) || name.startsWith('cognito:') || name.startsWith('dev:')
}

/**
 * The claims of a token after the changes: what is suppressed is gone even if it is added too. Of the fixed claims only
 * the groups can go, and their roles with them.
 */
export function changeClaims(claims: JsonObject, { add, suppress }: ClaimChanges): JsonObject {
  const isGone = (name: string): boolean => {
    if (name === 'cognito:roles' || name === 'cognito:preferred_role' || name === 'cognito:groups')
      return suppress.has('cognito:groups') || suppress.has(name)
    return suppress.has(name) && (name.startsWith('dev:') || !isFixedClaim(name))
  }
  return Object.fromEntries(Object.entries({ ...claims, ...add }).filter(([name]) => !isGone(name)))
}
