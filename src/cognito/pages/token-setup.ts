import type { DomainContext } from '../domains/domain-exchange.ts'
import type { ChallengeStep, TokenStep } from './form-steps.ts'
import { loginPage } from './login-page.ts'
import { isOutdated, missing, outdated, type Problem, readProblem } from './problems.ts'
import { answerChallenge } from './sign-in.ts'
import { tokenSetupPage } from './token-setup-page.ts'
import { codeOf, type Outcome, type Visit } from './visit.ts'

/** Gives the user a secret for an authenticator app. */
export async function beginTokenSetup(
  visit: Visit,
  context: DomainContext,
  { session, username }: ChallengeStep,
): Promise<Outcome> {
  const { SecretCode: secret, Session: next } = await context.client.AssociateSoftwareToken({ Session: session })
  if (secret === undefined || next === undefined) throw new Error('AssociateSoftwareToken gave no secret')
  return tokenSetupPage(visit, context, { kind: 'software-token', session: next, username, secret })
}

/** Takes the first code of the app, and goes on with the sign-in. */
export async function takeFirstCode(visit: Visit, context: DomainContext, step: TokenStep): Promise<Outcome> {
  const code = codeOf(visit)
  if (code === '') return tokenSetupPage(visit, context, step, missing('The code'))
  try {
    const { Session: session = '' } = await context.client.VerifySoftwareToken({
      Session: step.session,
      UserCode: code,
    })
    return await answerChallenge(visit, context, { name: 'MFA_SETUP', session, username: step.username }, {})
  } catch (error) {
    const problem = readProblem(error)
    if (isOutdated(problem)) return loginPage(visit, { username: step.username, problem: outdated })
    return tokenSetupPage(visit, context, step, withoutJargon(problem))
  }
}

function withoutJargon(problem: Problem): Problem {
  if (problem.code !== 'EnableSoftwareTokenMFAException') return problem
  return { ...problem, text: 'This code is not right. Enter the one that your app shows now.' }
}
