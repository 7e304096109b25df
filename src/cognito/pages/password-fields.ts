import { type Html, html } from '../../http/html.ts'
import { defaultPasswordPolicy } from '../pools/password-policy.ts'
import type { PoolRecord } from '../store.ts'
import { inputField } from './fields.ts'
import { isOfPassword, type Problem } from './problems.ts'
import { passwordOf, type Visit } from './visit.ts'

/** A new password, typed twice: a page without a script cannot show what was typed. */
export function newPasswordFields(visit: Visit, problem: Problem | undefined, isOptional = false): Html {
  const isWrong = problem !== undefined && isOfPassword(problem)
  const shared = { type: 'password', autocomplete: 'new-password', isOptional } as const
  return html`${inputField({ ...shared, name: 'new-password', label: 'Password', isWrong, hint: rulesOf(visit.pool) })}
  ${inputField({ ...shared, name: 'new-password-again', label: 'Password again' })}`
}

/** The new password; a problem where the two differ. */
export function readNewPassword(visit: Visit): string | Problem {
  const [password, again] = [passwordOf(visit, 'new-password'), passwordOf(visit, 'new-password-again')]
  return password === again ? password : { code: 'passwords differ', text: 'The two passwords differ.', status: 400 }
}

/** The pool's policy in words. */
function rulesOf({ settings }: PoolRecord): Html {
  const policy = settings.Policies?.PasswordPolicy ?? defaultPasswordPolicy
  const kinds = [
    policy.RequireLowercase === true && 'a lower-case letter',
    policy.RequireUppercase === true && 'an upper-case letter',
    policy.RequireNumbers === true && 'a number',
    policy.RequireSymbols === true && 'a symbol, like ! or ?',
  ].filter((kind) => kind !== false)
  const length = `at least ${policy.MinimumLength ?? defaultPasswordPolicy.MinimumLength} characters`
  return html`It needs
    <ul>
      ${[length, ...kinds].map((rule) => html`<li>${rule}</li>`)}
    </ul>`
}
