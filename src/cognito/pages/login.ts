import type { DomainContext } from '../domains/domain-exchange.ts'
import { confirmPage } from './confirm-page.ts'
import { forgotPasswordPage } from './forgot-password-page.ts'
import { loginPage, offersChoice } from './login-page.ts'
import { signInLabel } from './names.ts'
import { missing, readProblem } from './problems.ts'
import { beginSignIn } from './sign-in.ts'
import { fieldOf, type FormPage, type Outcome, passwordOf, type Visit } from './visit.ts'

/** `/login`: name and password, or the name alone where a choice of factors follows, and identity providers. */
export const login: FormPage = {
  show: (visit) => loginPage(visit, { username: visit.authorization.loginHint }),
  take: takeLogin,
}

async function takeLogin(visit: Visit, context: DomainContext): Promise<Outcome> {
  const username = fieldOf(visit, 'username')
  const password = passwordOf(visit, 'password')
  const isChoice = offersChoice(visit)
  if (username === '') return loginPage(visit, { problem: missing(signInLabel(visit.pool)) })
  if (!isChoice && password === '') return loginPage(visit, { username, problem: missing('The password') })
  try {
    return await beginSignIn(visit, context, isChoice ? { username } : { username, password })
  } catch (error) {
    const problem = readProblem(error)
    if (problem.code === 'UserNotConfirmedException')
      return confirmPage(visit, context, { username, notice: notConfirmed })
    if (problem.code === 'PasswordResetRequiredException')
      return forgotPasswordPage(visit, { username, notice: resetRequired })
    return loginPage(visit, { username, problem })
  }
}

const notConfirmed = 'Your account is not confirmed yet. Enter the code that you were sent, or ask for a new one.'
const resetRequired = 'You need to choose a new password. We will send you a code for that.'
