import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { ImportedUser } from '../user-import-store.ts'
import { newUser, readNewUser } from '../users/new-users.ts'
import { signInNames } from '../users/sign-in-names.ts'
import { checkAdminAttributes, checkRequiredAttributes } from '../users/user-attributes.ts'

/** Why a row becomes no user. */
export class RowError extends Error {}

/** The rules of an administrator's call, with a RowError for a refusal. */
const refusesRow: Fails<'InvalidParameterException'> = {
  fail: (_code, message) => {
    throw new RowError(message.trim())
  },
}

/**
 * The user whom a row describes (developer guide, "Importing users from a CSV file"): without a password, so that they
 * set one first. Throws RowError.
 * @param row column -> value, empty values included
 */
export function readImportRow(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random'>,
  pool: PoolRecord,
  row: Readonly<Record<string, string>>,
): ImportedUser {
  const { 'cognito:username': username = '', 'cognito:mfa_enabled': mfaEnabled = '', ...columns } = row
  const given = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ''))
  for (const [name, value] of [['cognito:mfa_enabled', mfaEnabled] as const, ...flagsOf(given)])
    if (!/^(true|false)$/i.test(value)) throw new RowError(`${name} must be true or false.`)
  for (const [name, value] of flagsOf(given)) given[name] = value.toLowerCase()
  const isMfaEnabled = mfaEnabled.toLowerCase() === 'true'
  if (isMfaEnabled && !given['phone_number']) throw new RowError('The User Record has MFA enabled and no phone_number.')
  const verified = pool.settings.AutoVerifiedAttributes ?? ['email', 'phone_number']
  if (!verified.some((name) => given[name] && given[`${name}_verified`] === 'true'))
    throw new RowError(
      'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
    )
  const name = username || given['email'] || given['phone_number'] || ''
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(name)) throw new RowError('The user name is not valid.')
  checkAdminAttributes(refusesRow, pool, given)
  const attributes = readNewUser(refusesRow, pool, name, given)
  checkRequiredAttributes(refusesRow, pool, attributes)
  const user: UserRecord = {
    ...newUser(context, pool, name, { status: 'RESET_REQUIRED', attributes }),
    ...(isMfaEnabled && { mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' } }),
  }
  return { user, names: signInNames(pool, user) }
}

function flagsOf(given: Readonly<Record<string, string>>): [name: string, value: string][] {
  return Object.entries(given).filter(([name]) => name === 'email_verified' || name === 'phone_number_verified')
}
