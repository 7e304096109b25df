import { type Html, html } from '../../http/html.ts'
import type { TermsRecord } from '../branding-store.ts'
import { allowedOneTimePasswords } from '../sign-in/first-factors.ts'
import type { PoolRecord } from '../store.ts'
import { schemaOf } from '../users/user-attributes.ts'
import { aliasAttributes, usernameAttributes } from '../users/sign-in-names.ts'
import { attributeField } from './attribute-fields.ts'
import type { Page } from './document.ts'
import { offersChoice } from './login-page.ts'
import { nameField, signUpLabel } from './names.ts'
import { newPasswordFields } from './password-fields.ts'
import { isOfPassword, type Problem, withProblem } from './problems.ts'
import { fieldOf, form, pathOf, type Visit } from './visit.ts'

/** The page that asks who somebody is who has no account. */
export function signUpPage(visit: Visit, terms: readonly TermsRecord[], problem?: Problem): Page {
  const name = nameField(visit, signUpLabel(visit.pool), {
    value: fieldOf(visit, 'username'),
    isWrong: isOfName(problem),
    isFirst: problem === undefined || !isOfPassword(problem),
  })
  const attributes = askedAttributes(visit.pool).map((attribute) => attributeField(visit, attribute))
  const page: Page = {
    title: 'Create an account',
    content: html`${form(
        visit,
        '/signup',
        html`${name} ${attributes} ${newPasswordFields(visit, problem, isPasswordOptional(visit))} ${legalText(terms)}`,
        'Create account',
      )}
      <p class="more">
        Have an account already? <a class="redirect-customizable" href="${pathOf(visit, '/login')}">Sign in</a>
      </p>`,
  }
  return withProblem(page, problem)
}

function isOfName(problem: Problem | undefined): boolean {
  return problem?.code === 'UsernameExistsException' || problem?.text.startsWith('Username ') === true
}

/**
 * What is asked for besides the name: the required attributes, and those without which nobody could confirm the account or
 * sign in by them, in the order of the schema.
 */
export function askedAttributes(pool: PoolRecord): readonly string[] {
  const names = usernameAttributes(pool)
  const needed: readonly string[] = [
    ...(names.length === 0 ? (pool.settings.AutoVerifiedAttributes ?? []) : []),
    ...aliasAttributes(pool).filter((name) => name !== 'preferred_username'),
  ]
  const isAsked = (name: string, isRequired: boolean) => isRequired || needed.includes(name)
  const isName = (name: string) => names.some((each) => each === name)
  return schemaOf(pool)
    .filter(
      ({ Name: name, Required: isRequired = false }) => name !== 'sub' && !isName(name) && isAsked(name, isRequired),
    )
    .map(({ Name }) => Name)
}

/** Where codes can stand in for a password for good. */
export function isPasswordOptional(visit: Visit): boolean {
  return offersChoice(visit) && allowedOneTimePasswords(visit.pool).length > 0
}

const documents: Readonly<Record<string, string>> = {
  'terms-of-use': 'terms of use',
  'privacy-policy': 'privacy policy',
}

function legalText(terms: readonly TermsRecord[]): Html | undefined {
  const links = terms.flatMap(({ name, links: { 'cognito:english': english, 'cognito:default': byDefault } }) => {
    const address = english ?? byDefault
    const text = documents[name] ?? name
    return address === undefined ? [] : [html`<a href="${address}" target="_blank" rel="noopener">${text}</a>`]
  })
  const [first, second] = links
  if (!first) return undefined
  return html`<p class="legal legalText-customizable">
    By creating an account you agree to our ${first}${second && html` and ${second}`}.
  </p>`
}
