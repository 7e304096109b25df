import { html } from '../../http/html.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import { stepForm, startOver } from './challenge-pages.ts'
import type { Page } from './document.ts'
import { codeField } from './fields.ts'
import type { TokenStep } from './form-steps.ts'
import { type Problem, withProblem } from './problems.ts'
import type { Visit } from './visit.ts'

/** The page that shows the secret of an authenticator app and asks for its first code. */
export function tokenSetupPage(
  visit: Visit,
  context: Pick<Cognito, 'vault'>,
  step: TokenStep,
  problem?: Problem,
): Page {
  const address = keyAddress(visit.pool, step)
  const page: Page = {
    title: 'Set up your authenticator app',
    graphic: 'AUTH_APP_GRAPHIC',
    content: html`<ol class="steps">
        <li>
          Open your authenticator app and add this key, or <a href="${address}">open it on this device</a>.
          <p class="secret" translate="no">${inGroups(step.secret)}</p>
        </li>
        <li>Enter the code that the app shows now.</li>
      </ol>
      ${stepForm(visit, context, step, codeField(problem !== undefined), 'Continue')} ${startOver(visit)}`,
  }
  return withProblem(page, problem)
}

/** The address by which authenticator apps take a key (Google Authenticator, "Key Uri Format"). */
export function keyAddress({ name }: PoolRecord, { username, secret }: Pick<TokenStep, 'username' | 'secret'>): string {
  const issuer = encodeURIComponent(name)
  return `otpauth://totp/${issuer}:${encodeURIComponent(username)}?secret=${secret}&issuer=${issuer}`
}

/** Groups of four, which are easier to type. */
function inGroups(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, '$& ')
}
