import { digits, type Random } from '../../ports/random.ts'
import { defaultPasswordPolicy } from '../pools/password-policy.ts'
import type { PoolRecord } from '../store.ts'

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
/** Symbols of the password policy that mean nothing in HTML, so that mails show them as they are. */
const symbols = '!@#%*-_+=?'

/** A random password that any policy of this length allows, at least 8 characters long. */
export function createTemporaryPassword(random: Random, pool: PoolRecord): string {
  const policy = pool.settings.Policies?.PasswordPolicy ?? defaultPasswordPolicy
  const length = Math.max(8, policy.MinimumLength ?? 0)
  const kinds = [lower, upper, digits, symbols]
  for (;;) {
    const password = random.text(length, kinds.join(''))
    // Drawing again until every kind occurs keeps all such passwords equally likely.
    if (kinds.every((kind) => Array.from(password).some((character) => kind.includes(character)))) return password
  }
}
