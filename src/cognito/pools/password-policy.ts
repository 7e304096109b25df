import type { PasswordPolicyType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../../wire/operation.ts'

/** A pool's `Policies.PasswordPolicy` with every default filled in. */
export type PasswordPolicy = Defined<PasswordPolicyType>

/** What a pool created without `Policies.PasswordPolicy` has (AWS API reference, PasswordPolicyType). */
export const defaultPasswordPolicy = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
} satisfies PasswordPolicy

/** The characters that count as symbols (developer guide, "Adding user pool password requirements"). */
const symbols = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+=]/

/**
 * The first rule of the policy that a password breaks, as the text of InvalidPasswordException; undefined when the
 * password is good. Only basic Latin letters and digits count, as on AWS.
 */
export function brokenPasswordRule(policy: PasswordPolicy, password: string): string | undefined {
  const rules: readonly (readonly [boolean, string])[] = [
    [password.length >= (policy.MinimumLength ?? defaultPasswordPolicy.MinimumLength), 'not long enough'],
    [!policy.RequireUppercase || /[A-Z]/.test(password), 'must have uppercase characters'],
    [!policy.RequireLowercase || /[a-z]/.test(password), 'must have lowercase characters'],
    [!policy.RequireNumbers || /[0-9]/.test(password), 'must have numeric characters'],
    [!policy.RequireSymbols || symbols.test(password), 'must have symbol characters'],
  ]
  const broken = rules.find(([kept]) => !kept)
  return broken && `Password did not conform with policy: Password ${broken[1]}`
}
