import { html } from '../../http/html.ts'
import type { Cognito } from '../cognito.ts'
import type { Page } from './document.ts'
import { codeField, hiddenField } from './fields.ts'
import { type CodeStep, sealStep } from './form-steps.ts'
import { nameField, signInLabel } from './names.ts'
import { type Problem, withProblem } from './problems.ts'
import { form, pathOf, type Visit } from './visit.ts'

type SignUpCode = Omit<CodeStep<'sign-up'>, 'kind' | 'username'>

/** The page that asks for the code of a sign-up; and for whose it is, where nothing came before it. */
export function confirmPage(
  visit: Visit,
  context: Pick<Cognito, 'vault'>,
  {
    username,
    code = {},
    problem,
    notice,
  }: {
    readonly username?: string
    readonly code?: SignUpCode
    readonly problem?: Problem | undefined
    readonly notice?: string
  } = {},
): Page {
  const sealed = username === undefined ? undefined : sealStep(context, visit, { kind: 'sign-up', username, ...code })
  const who = sealed === undefined ? undefined : hiddenField('step', sealed)
  const isNameWrong = problem?.code === 'UserNotFoundException'
  const label = signInLabel(visit.pool)
  const { destination } = code
  const page: Page = {
    title: 'Confirm your account',
    graphic: 'EMAIL_GRAPHIC',
    ...(notice !== undefined && { notice }),
    content: html`<p class="description textDescription-customizable">
        ${destination === undefined ? 'Enter the code that you were sent.' : `We have sent a code to ${destination}.`}
      </p>
      ${form(
        visit,
        '/confirm',
        html`${who ?? nameField(visit, label, { isWrong: isNameWrong })}
        ${codeField(problem !== undefined && !isNameWrong, !isNameWrong)}`,
        'Confirm account',
      )}
      ${
        who &&
        html`<div class="more">
          Nothing there? ${form(visit, '/resendcode', html`${who}<button class="link">Send a new code</button>`)}
        </div>`
      }
      <p class="more"><a href="${pathOf(visit, '/login')}">Back to sign-in</a></p>`,
  }
  return withProblem(page, problem)
}
