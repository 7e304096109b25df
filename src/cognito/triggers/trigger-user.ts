import type { PoolRecord, UserRecord } from '../store.ts'
import { aliasAttributes, usernameAttributes } from '../users/sign-in-names.ts'
import type { Attributes } from '../users/user-attributes.ts'

/** `userAttributes` of an existing user: every value a text, `sub` and the status among them. */
export function triggerAttributes(pool: PoolRecord, user: UserRecord): Attributes {
  const { email, email_verified: verified } = user.attributes
  const signsInByEmail = [...usernameAttributes(pool), ...aliasAttributes(pool)].includes('email')
  return {
    sub: user.sub,
    ...(signsInByEmail && verified === 'true' && email !== undefined && { 'cognito:email_alias': email }),
    'cognito:user_status': user.status,
    ...user.attributes,
  }
}
