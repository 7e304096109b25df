import { html } from '../../http/html.ts'
import type { Cognito } from '../cognito.ts'
import type { Page } from './document.ts'
import { codeField, hiddenField } from './fields.ts'
import { type CodeStep, sealStep } from './form-steps.ts'
import { nameField, signInLabel } from './names.ts'
import { newPasswordFields } from './password-fields.ts'
import { isOfPassword, type Problem, withProblem } from './problems.ts'
import { form, pathOf, type Visit } from './visit.ts'

/** The page that asks whose password was forgotten. */
export function forgotPasswordPage(
  visit: Visit,
  {
    username,
    problem,
    notice,
  }: { readonly username?: string; readonly problem?: Problem; readonly notice?: string } = {},
): Page {
  const name = nameField(visit, signInLabel(visit.pool), {
    value: username,
    isWrong: problem !== undefined,
    isFirst: true,
  })
  const page: Page = {
    title: 'Reset your password',
    graphic: 'PASSWORD_GRAPHIC',
    ...(notice !== undefined && { notice }),
    content: html`<p class="description textDescription-customizable">
        Tell us who you are, and we will send you a code with which you can choose a new password.
      </p>
      ${form(visit, '/forgotPassword', name, 'Send the code')} ${backLink(visit)}`,
  }
  return withProblem(page, problem)
}

/** The page that asks for the code and a new password. */
export function newPasswordPage(
  visit: Visit,
  context: Pick<Cognito, 'vault'>,
  { username, destination, problem }: Omit<CodeStep<'forgot-password'>, 'kind'> & { readonly problem?: Problem },
): Page {
  const step = { kind: 'forgot-password', username, ...(destination !== undefined && { destination }) } as const
  const isPasswordWrong = problem !== undefined && isOfPassword(problem)
  const page: Page = {
    title: 'Choose a new password',
    graphic: 'PASSWORD_GRAPHIC',
    content: html`<p class="description textDescription-customizable">
        ${
          destination === undefined
            ? 'Enter the code that we have sent to you.'
            : `We have sent a code to ${destination}.`
        }
      </p>
      ${form(
        visit,
        '/confirmforgotPassword',
        html`${hiddenField('step', sealStep(context, visit, step))}
          <input type="hidden" name="username" value="${username}" autocomplete="username" />
          ${codeField(problem !== undefined && !isPasswordWrong, !isPasswordWrong)} ${newPasswordFields(visit, problem)}`,
        'Change password',
      )}
      ${backLink(visit)}`,
  }
  return withProblem(page, problem)
}

function backLink(visit: Visit) {
  return html`<p class="more"><a href="${pathOf(visit, '/login')}">Back to sign-in</a></p>`
}
