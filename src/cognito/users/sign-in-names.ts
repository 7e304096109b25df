import type { PoolRecord, UserRecord } from '../store.ts'
import type { SignInName } from '../user-store.ts'

/*
 * What finds a user (developer guide, "Customizing sign-in attributes"): always the sub; the username; and in a pool
 * with UsernameAttributes, whose usernames are subs, the e-mail address or phone number, unique even if unverified.
 */

/** The attributes that serve as usernames; empty in a pool whose usernames are chosen. */
export function usernameAttributes(pool: PoolRecord): readonly ('email' | 'phone_number')[] {
  return pool.settings.UsernameAttributes ?? []
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
  const names: SignInName[] = [{ attribute: 'sub', name: user.sub }]
  if (user.username !== user.sub) names.push({ attribute: 'username', name: comparedName(pool, user.username) })
  for (const attribute of usernameAttributes(pool)) {
    const value = user.attributes[attribute]
    if (value) names.push({ attribute, name: comparedName(pool, value) })
  }
  return names
}

/** Whether a text has the form of an e-mail address as far as Cognito looks: one `@` between two parts, no spaces or controls. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(text)
}

/** E.164 as the attribute phone_number demands it: `+` and digits only. */
export function looksLikePhoneNumber(text: string): boolean {
  return /^\+[0-9]{1,15}$/.test(text)
}
