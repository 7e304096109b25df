import { type DomainContext, redirectTo } from '../domains/domain-exchange.ts'
import { type CodeStep, destinationOf, openStep } from './form-steps.ts'
import { forgotPasswordPage, newPasswordPage } from './forgot-password-page.ts'
import { loginPage } from './login-page.ts'
import { signInLabel } from './names.ts'
import { readNewPassword } from './password-fields.ts'
import { missing, outdated, readProblem } from './problems.ts'
import { codeOf, fieldOf, type FormPage, identify, type Outcome, pathOf, type Visit } from './visit.ts'

/** `/forgotPassword`: has a code sent. */
export const forgotPassword: FormPage = { show: (visit) => forgotPasswordPage(visit), take: sendCode }

/** `/confirmforgotPassword`: takes it, with a new password. A browser that comes by itself has no code yet. */
export const confirmForgotPassword: FormPage = {
  show: (visit) => redirectTo(pathOf(visit, '/forgotPassword')),
  take: changePassword,
}

async function sendCode(visit: Visit, context: DomainContext): Promise<Outcome> {
  const username = fieldOf(visit, 'username')
  if (username === '') return forgotPasswordPage(visit, { problem: missing(signInLabel(visit.pool)) })
  try {
    const { CodeDeliveryDetails: sent } = await context.client.ForgotPassword(identify(context, visit, username))
    return newPasswordPage(visit, context, { username, ...destinationOf(sent) })
  } catch (error) {
    return forgotPasswordPage(visit, { username, problem: readProblem(error) })
  }
}

async function changePassword(visit: Visit, context: DomainContext): Promise<Outcome> {
  const step = openStep(context, visit, visit.request.form.get('step'), 'forgot-password')
  if (!step) return forgotPasswordPage(visit, { problem: outdated })
  const code = codeOf(visit)
  const password = readNewPassword(visit)
  if (code === '') return newPasswordPage(visit, context, { ...step, problem: missing('The code') })
  if (typeof password !== 'string') return newPasswordPage(visit, context, { ...step, problem: password })
  if (password === '') return newPasswordPage(visit, context, { ...step, problem: missing('The password') })
  return confirmChange(visit, context, step, { code, password })
}

async function confirmChange(
  visit: Visit,
  context: DomainContext,
  step: CodeStep<'forgot-password'>,
  { code, password }: { readonly code: string; readonly password: string },
): Promise<Outcome> {
  const { username } = step
  try {
    await context.client.ConfirmForgotPassword({
      ...identify(context, visit, username),
      ConfirmationCode: code,
      Password: password,
    })
    return loginPage(visit, { username, notice: 'Your password is changed. You can sign in with it now.' })
  } catch (error) {
    return newPasswordPage(visit, context, { ...step, problem: readProblem(error) })
  }
}
