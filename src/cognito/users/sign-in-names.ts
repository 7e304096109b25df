import { isFederatedProfile } from '../federation/linked-identities.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { SignInName } from '../user-store.ts'

/*
 * What finds a user (developer guide, "Customizing sign-in attributes"): always the sub; the username; and in a pool
 * with UsernameAttributes, whose usernames are subs, the e-mail address or phone number, unique even if unverified. In
 * a pool with AliasAttributes a verified address or number, and the preferred username, find the user as well. Profiles that
 * providers' sign-ins made have no further names: their addresses may be those of other users.
 */

/** The attributes that serve as usernames; empty in a pool whose usernames are chosen. */
export function usernameAttributes(pool: PoolRecord): readonly ('email' | 'phone_number')[] {
  return pool.settings.UsernameAttributes ?? []
}

/** The attributes by which a user may sign in besides the username. */
export function aliasAttributes(pool: PoolRecord): readonly ('email' | 'phone_number' | 'preferred_username')[] {
  return pool.settings.AliasAttributes ?? []
}

/** A name as it is compared: `UsernameConfiguration.CaseSensitive` is true by default. */
export function comparedName(pool: PoolRecord, name: string): string {
  return pool.settings.UsernameConfiguration?.CaseSensitive === false ? name.toLowerCase() : name
}

/** Every name of a user, each once. */
export function signInNames(
  pool: PoolRecord,
  user: Pick<UserRecord, 'sub' | 'username' | 'attributes'>,
): readonly SignInName[] {
  const names: SignInName[] = [
    { attribute: 'sub', name: user.sub },
    { attribute: 'username', name: comparedName(pool, user.username) },
  ]
  for (const attribute of isFederatedProfile(user) ? [] : furtherNames(pool, user)) {
    const value = user.attributes[attribute]
    if (value) names.push({ attribute, name: comparedName(pool, value) })
  }
  return names.filter(({ name }, index) => names.findIndex((other) => other.name === name) === index)
}

function furtherNames(pool: PoolRecord, { attributes }: Pick<UserRecord, 'attributes'>) {
  const aliases = aliasAttributes(pool).filter((attribute) => isActiveAlias(attribute, attributes))
  return [...usernameAttributes(pool), ...aliases]
}

function isActiveAlias(attribute: string, attributes: UserRecord['attributes']): boolean {
  return attribute === 'preferred_username' || attributes[`${attribute}_verified`] === 'true'
}

/**
 * Which alias of the pool a username or preferred username could be mistaken for, by its form: AWS takes none such
 * (developer guide, "Customizing sign-in attributes").
 */
export function aliasLike(pool: PoolRecord, name: string): 'email' | 'phone_number' | undefined {
  const aliases = aliasAttributes(pool)
  if (aliases.includes('email') && looksLikeEmail(name)) return 'email'
  return aliases.includes('phone_number') && looksLikePhoneNumber(name) ? 'phone_number' : undefined
}

/**
 * Whether a text has the form of an e-mail address: one `@` between two parts, and nothing that a mail system could read
 * as another or a further address (the specials of RFC 5322 section 3.2.3, spaces and controls).
 */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s\p{Cc}@()<>[\]:;,\\"]+@[^\s\p{Cc}@()<>[\]:;,\\"]+$/u.test(text)
}

/** E.164 as the attribute phone_number demands it: `+` and digits only. */
export function looksLikePhoneNumber(text: string): boolean {
  return /^\+[0-9]{1,15}$/.test(text)
}
