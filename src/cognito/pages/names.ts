import { aliasAttributes, usernameAttributes } from '../users/sign-in-names.ts'
import type { PoolRecord } from '../store.ts'
import { type Field, inputField } from './fields.ts'
import type { Html } from '../../http/html.ts'
import type { Visit } from './visit.ts'

const words = { email: 'email', phone_number: 'phone number', preferred_username: 'preferred username' } as const

/** What people of a pool sign in by, as a label: "Email or phone number". */
export function signInLabel(pool: PoolRecord): string {
  const own = usernameAttributes(pool)
  const names =
    own.length > 0 ? own.map((name) => words[name]) : ['username', ...aliasAttributes(pool).map((name) => words[name])]
  return sentence(names)
}

/** What is given at sign-up: a username has no alternatives there. */
export function signUpLabel(pool: PoolRecord): string {
  const own = usernameAttributes(pool)
  return own.length > 0 ? sentence(own.map((name) => words[name])) : 'Username'
}

function sentence(names: readonly string[]): string {
  const text = names.length < 3 ? names.join(' or ') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The field for it. */
export function nameField(
  { pool }: Pick<Visit, 'pool'>,
  label: string,
  more: Pick<Field, 'value' | 'isWrong' | 'isFirst'>,
): Html {
  return inputField({ name: 'username', label, type: typeOf(pool, label), autocomplete: 'username', ...more })
}

/** The keyboard that fits; a phone number must not be refused for lacking an @. */
function typeOf(pool: PoolRecord, label: string): NonNullable<Field['type']> {
  const [only, ...others] = usernameAttributes(pool)
  if (only === undefined || others.length > 0 || !label.toLowerCase().startsWith(words[only])) return 'text'
  return only === 'email' ? 'email' : 'tel'
}
