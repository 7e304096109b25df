import { type Html, html } from '../../http/html.ts'
import { encodeQuery } from '../domains/domain-exchange.ts'
import { allowsFlow } from '../sign-in/auth-flows.ts'
import type { PoolRecord } from '../store.ts'
import type { Page } from './document.ts'
import { inputField } from './fields.ts'
import { nameField, signInLabel } from './names.ts'
import type { Problem } from './problems.ts'
import { form, pathOf, type Visit } from './visit.ts'

interface Shown {
  readonly username?: string | undefined
  readonly problem?: Problem
  readonly notice?: string
}

/** The page that asks who signs in. */
export function loginPage(visit: Visit, { username, problem, notice }: Shown = {}): Page {
  const { identityProviders, identityProvider } = visit.authorization
  const external = identityProviders.filter((name) => name !== 'COGNITO' && identityProvider !== 'COGNITO')
  const isLocal = identityProviders.includes('COGNITO')
  return {
    title: 'Sign in',
    ...(problem && { error: problem.text, status: problem.status }),
    ...(notice !== undefined && { notice }),
    content: html`${isLocal && ownForm(visit, username, problem)}
    ${isLocal && external.length > 0 && html`<p class="or">or</p>`}
    ${external.length > 0 && providerLinks(visit, external)} ${isLocal && signUpLink(visit)}`,
  }
}

function ownForm(visit: Visit, username: string | undefined, problem: Problem | undefined): Html {
  const isNameWrong = problem?.code === 'UserNotFoundException'
  const label = signInLabel(visit.pool)
  if (offersChoice(visit))
    return form(
      visit,
      '/login',
      nameField(visit, label, { value: username, isWrong: problem !== undefined, isFirst: true }),
      'Next',
    )
  const hasName = username !== undefined && username !== ''
  const isPasswordWrong = problem !== undefined && !isNameWrong
  return form(
    visit,
    '/login',
    html`${nameField(visit, label, { value: username, isWrong: isNameWrong, isFirst: !hasName })}
    ${inputField({
      name: 'password',
      label: 'Password',
      type: 'password',
      autocomplete: 'current-password',
      isWrong: isPasswordWrong,
      isFirst: hasName && !isNameWrong,
    })}
    ${forgotLink(visit)}`,
    'Sign in',
  )
}

function forgotLink(visit: Visit): Html {
  return html`<p class="beside">
    <a class="redirect-customizable" href="${pathOf(visit, '/forgotPassword')}">Forgot your password?</a>
  </p>`
}

function signUpLink(visit: Visit): Html | undefined {
  if (visit.pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly) return undefined
  return html`<p class="more">
    New here? <a class="redirect-customizable" href="${pathOf(visit, '/signup')}">Create an account</a>
  </p>`
}

function providerLinks({ request }: Visit, names: readonly string[]): Html {
  const { identity_provider: _, idp_identifier: _identifier, ...query } = Object.fromEntries(request.query)
  const items = names.map((name) => {
    const address = `/oauth2/authorize?${encodeQuery({ ...query, identity_provider: name })}`
    return html`<li>
      <a class="button secondary idpButton-customizable" href="${address}">Continue with ${shownName(name)}</a>
    </li>`
  })
  return html`<ul class="choices">
    ${items}
  </ul>`
}

const wellKnown: Readonly<Record<string, string>> = { LoginWithAmazon: 'Amazon', SignInWithApple: 'Apple' }

function shownName(provider: string): string {
  return Object.hasOwn(wellKnown, provider) ? wellKnown[provider]! : provider
}

/**
 * Whether the name comes first and what to sign in with after it: where the domain has managed login, the client allows
 * USER_AUTH, and the pool more than passwords.
 */
export function offersChoice({ request, client, pool }: Pick<Visit, 'request' | 'client' | 'pool'>): boolean {
  return request.domain.managedLoginVersion === 2 && allowsFlow(client, 'USER_AUTH') && allowsMore(pool)
}

function allowsMore({ settings }: PoolRecord): boolean {
  const allowed = settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []
  return allowed.some((factor) => factor !== 'PASSWORD')
}
