import { type DomainContext, redirectTo } from '../domains/domain-exchange.ts'
import { attributeNames, challengePage } from './challenge-pages.ts'
import { readAttributes } from './attribute-fields.ts'
import { type ChallengeStep, openStep } from './form-steps.ts'
import { loginPage } from './login-page.ts'
import { readNewPassword } from './password-fields.ts'
import { isOutdated, missing, outdated, type Problem, readProblem } from './problems.ts'
import { answerChallenge } from './sign-in.ts'
import { beginTokenSetup, takeFirstCode } from './token-setup.ts'
import { codeOf, fieldOf, type FormPage, type Outcome, passwordOf, pathOf, type Visit } from './visit.ts'

/** `/challenge`: whatever is asked for after name and password. A browser that comes by itself has nothing to go on with. */
export const challenge: FormPage = {
  show: (visit) => redirectTo(pathOf(visit, '/login')),
  take: takeChallenge,
}

async function takeChallenge(visit: Visit, context: DomainContext): Promise<Outcome> {
  const sealed = visit.request.form.get('step')
  const tokenStep = openStep(context, visit, sealed, 'software-token')
  if (tokenStep) return takeFirstCode(visit, context, tokenStep)
  const step = openStep(context, visit, sealed, 'challenge')
  if (!step) return loginPage(visit, { problem: outdated })
  try {
    return await answer(visit, context, step)
  } catch (error) {
    const problem = readProblem(error)
    if (isOutdated(problem)) return loginPage(visit, { username: step.username, problem: outdated })
    return challengePage(visit, context, step, problem)
  }
}

async function answer(visit: Visit, context: DomainContext, step: ChallengeStep): Promise<Outcome> {
  if (step.name === 'MFA_SETUP') return setUp(visit, context, step)
  if (step.name === 'SELECT_CHALLENGE') return select(visit, context, step)
  const read = step.name === 'NEW_PASSWORD_REQUIRED' ? readPasswordAndAttributes(visit, step) : readField(visit, step)
  if (read.problem) return challengePage(visit, context, step, read.problem)
  return answerChallenge(visit, context, step, read.responses)
}

/** What a form says, as ChallengeResponses, or what is wrong with it. */
type Read =
  | { readonly responses: Readonly<Record<string, string>>; readonly problem?: undefined }
  | { readonly problem: Problem }

/** The one field of most challenges. */
function readField(visit: Visit, { name }: ChallengeStep): Read {
  switch (name) {
    case 'SELECT_MFA_TYPE':
      return readAs('ANSWER', fieldOf(visit, 'answer'), 'The choice')
    case 'PASSWORD':
      return readAs('PASSWORD', passwordOf(visit, 'password'), 'The password')
    case 'WEB_AUTHN':
      return readAs('CREDENTIAL', fieldOf(visit, 'credential'), 'The passkey')
    default:
      return readAs(`${name}_CODE`, codeOf(visit), 'The code')
  }
}

function readAs(member: string, value: string, what: string): Read {
  return value === '' ? { problem: missing(what) } : { responses: { [member]: value } }
}

function readPasswordAndAttributes(visit: Visit, step: ChallengeStep): Read {
  const password = readNewPassword(visit)
  if (typeof password !== 'string') return { problem: password }
  if (password === '') return { problem: missing('The password') }
  const attributes = Object.entries(readAttributes(visit, attributeNames(step)))
  const named = attributes.map(([name, value]) => [`userAttributes.${name}`, value])
  return { responses: { ...Object.fromEntries(named), NEW_PASSWORD: password } }
}

/** A password is asked for before the choice is answered, which takes both at once. */
async function select(visit: Visit, context: DomainContext, step: ChallengeStep): Promise<Outcome> {
  const answer = fieldOf(visit, 'answer')
  if (!step.available.includes(answer)) return challengePage(visit, context, step, missing('The choice'))
  if (answer === 'PASSWORD') return challengePage(visit, context, { ...step, name: 'PASSWORD' })
  return answerChallenge(visit, context, step, { ANSWER: answer })
}

async function setUp(visit: Visit, context: DomainContext, step: ChallengeStep): Promise<Outcome> {
  if (fieldOf(visit, 'answer') === 'SOFTWARE_TOKEN_MFA') return beginTokenSetup(visit, context, step)
  const email = fieldOf(visit, 'email')
  if (email === '') return challengePage(visit, context, step, missing('The email address'))
  return answerChallenge(visit, context, step, { EMAIL: email })
}
