import type { DomainContext } from '../domains/domain-exchange.ts'
import { confirmPage } from './confirm-page.ts'
import { destinationOf, openStep } from './form-steps.ts'
import { loginPage } from './login-page.ts'
import { missing, readProblem } from './problems.ts'
import { beginSignIn } from './sign-in.ts'
import { codeOf, fieldOf, type FormPage, identify, type Outcome, type Visit } from './visit.ts'

/** `/confirm`: takes the code of a sign-up. */
export const confirm: FormPage = { show: (visit, context) => confirmPage(visit, context), take: takeCode }

/** `/resendcode`: sends another. */
export const resendCode: FormPage = { show: (visit, context) => confirmPage(visit, context), take: sendAnother }

/** Whose sign-up a form is about, and what it knows of it. */
function signUpOf(visit: Visit, context: DomainContext) {
  const step = openStep(context, visit, visit.request.form.get('step'), 'sign-up')
  if (!step) return { username: fieldOf(visit, 'username'), code: {} }
  const { kind: _, username, ...code } = step
  return { username, code }
}

async function takeCode(visit: Visit, context: DomainContext): Promise<Outcome> {
  const { username, code } = signUpOf(visit, context)
  const given = codeOf(visit)
  if (username === '') return confirmPage(visit, context, { problem: missing('Your name') })
  if (given === '') return confirmPage(visit, context, { username, code, problem: missing('The code') })
  let session: string | undefined
  try {
    const confirmed = await context.client.ConfirmSignUp({
      ...identify(context, visit, username),
      ConfirmationCode: given,
      ...(code.session !== undefined && { Session: code.session }),
    })
    session = confirmed.Session
  } catch (error) {
    const problem = readProblem(error)
    return confirmPage(visit, context, { username, code, problem })
  }
  const notice = 'Your account is confirmed. You can sign in now.'
  if (session === undefined) return loginPage(visit, { username, notice })
  return beginSignIn(visit, context, { username, session })
}

async function sendAnother(visit: Visit, context: DomainContext): Promise<Outcome> {
  const { username, code } = signUpOf(visit, context)
  if (username === '') return confirmPage(visit, context, { problem: missing('Your name') })
  try {
    const { CodeDeliveryDetails: sent } = await context.client.ResendConfirmationCode(
      identify(context, visit, username),
    )
    const known = { ...code, ...destinationOf(sent) }
    return confirmPage(visit, context, { username, code: known, notice: 'A new code is on its way.' })
  } catch (error) {
    return confirmPage(visit, context, { username, code, problem: readProblem(error) })
  }
}
