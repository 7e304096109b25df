import type { TermsRecord } from '../branding-store.ts'
import type { DomainContext } from '../domains/domain-exchange.ts'
import { looksLikeEmail, usernameAttributes } from '../users/sign-in-names.ts'
import { normalize, readAttributes } from './attribute-fields.ts'
import { confirmPage } from './confirm-page.ts'
import { destinationOf } from './form-steps.ts'
import { loginPage } from './login-page.ts'
import { signUpLabel } from './names.ts'
import { readNewPassword } from './password-fields.ts'
import { missing, type Problem, readProblem } from './problems.ts'
import { askedAttributes, isPasswordOptional, signUpPage } from './sign-up-page.ts'
import { fieldOf, type FormPage, identify, type Outcome, type Visit } from './visit.ts'

/** `/signup`: makes an account, where the pool lets people do that. */
export const signUp: FormPage = {
  show: async (visit, context) => {
    if (visit.pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly)
      return loginPage(visit, { problem: notPermitted })
    return signUpPage(visit, await findTerms(visit, context))
  },
  take: takeSignUp,
}

const notPermitted: Problem = {
  code: 'NotAuthorizedException',
  text: 'SignUp is not permitted for this user pool.',
  status: 400,
}

/** As many terms as a pool can have. */
const termsAtMost = 40

async function findTerms({ pool, client }: Visit, { store }: DomainContext): Promise<readonly TermsRecord[]> {
  const { items } = await store.listTerms(pool.id, { limit: termsAtMost })
  return items
    .filter(({ clientId }) => clientId === client.id)
    .toSorted((one, other) => (one.name < other.name ? 1 : -1))
}

async function takeSignUp(visit: Visit, context: DomainContext): Promise<Outcome> {
  const again = async (problem: Problem) => signUpPage(visit, await findTerms(visit, context), problem)
  const username = usernameOf(visit)
  const password = readNewPassword(visit)
  if (username === '') return again(missing(signUpLabel(visit.pool)))
  if (typeof password !== 'string') return again(password)
  if (password === '' && !isPasswordOptional(visit)) return again(missing('The password'))
  try {
    return await register(visit, context, username, password)
  } catch (error) {
    return again(readProblem(error))
  }
}

/** A phone number in its one right form where it is a name. */
function usernameOf(visit: Visit): string {
  const typed = fieldOf(visit, 'username')
  const isNumber = usernameAttributes(visit.pool).includes('phone_number') && !looksLikeEmail(typed)
  return isNumber ? normalize('phone_number', typed) : typed
}

async function register(visit: Visit, context: DomainContext, username: string, password: string): Promise<Outcome> {
  const attributes = Object.entries(readAttributes(visit, askedAttributes(visit.pool)))
  const signedUp = await context.client.SignUp({
    ...identify(context, visit, username),
    ...(password !== '' && { Password: password }),
    UserAttributes: attributes.map(([Name, Value]) => ({ Name, Value })),
  })
  if (signedUp.UserConfirmed)
    return loginPage(visit, { username, notice: 'Your account is ready. You can sign in now.' })
  const { Session: session, CodeDeliveryDetails: sent } = signedUp
  if (!sent) return loginPage(visit, { username, notice: waitForAdministrator })
  const code = { ...(session !== undefined && { session }), ...destinationOf(sent) }
  return visit.pool.settings.VerificationMessageTemplate?.DefaultEmailOption === 'CONFIRM_WITH_LINK'
    ? loginPage(visit, { username, notice: followLink(sent.Destination) })
    : confirmPage(visit, context, { username, code })
}

const waitForAdministrator = 'Your account is made. An administrator has to confirm it before you can sign in.'

function followLink(destination = 'you'): string {
  return `We have sent a link to ${destination}. Follow it to confirm your account, then sign in.`
}
