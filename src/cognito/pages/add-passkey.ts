import { html } from '../../http/html.ts'
import { type DomainContext, redirectTo } from '../domains/domain-exchange.ts'
import { locationWithAnswer } from '../oauth/complete-sign-in.ts'
import { findLoginSession, type LoginSession, serves } from '../oauth/login-sessions.ts'
import { parseJson } from '../passkeys/credential-json.ts'
import { completeRegistration, startRegistration } from '../passkeys/register-passkey.ts'
import { passkeyPrompt, passkeyScriptPath } from './passkey-prompt.ts'
import { type Problem, readProblem, withProblem } from './problems.ts'
import { fieldOf, form, type FormPage, type Outcome, pathOf, type Visit } from './visit.ts'

/**
 * `/passkeys/add` (developer guide, "Passkeys"): an app leads users there whom the domain knows; others sign in first, and so do
 * those whose session would not do for the app. Managed login only.
 */
export const addPasskey: FormPage = {
  show: (visit, context) => withSession(visit, context, (session) => addPage(visit, context, session)),
  take: (visit, context) => withSession(visit, context, (session) => takePasskey(visit, context, session)),
}

async function withSession(
  visit: Visit,
  context: DomainContext,
  go: (session: LoginSession) => Promise<Outcome>,
): Promise<Outcome> {
  if (visit.request.domain.managedLoginVersion === 1) return onlyManagedLogin
  const session = await findLoginSession(context, visit.request)
  // It ends with a code for the app, as a sign-in does.
  return session && serves(session, visit.authorization) ? go(session) : redirectTo(pathOf(visit, '/login'))
}

const onlyManagedLogin: Outcome = {
  title: 'Passkeys are not available',
  content: html`<p class="description">The classic hosted UI has no passkeys; managed login has.</p>`,
  status: 400,
}

async function addPage(
  visit: Visit,
  context: DomainContext,
  { user }: LoginSession,
  problem?: Problem,
): Promise<Outcome> {
  try {
    const options = await startRegistration(context, { ...visit, user })
    return withProblem(askForPasskey(visit, options), problem)
  } catch (error) {
    const { text, status } = readProblem(error)
    return { title: 'Passkeys are not available', content: html``, error: text, status }
  }
}

function askForPasskey(visit: Visit, options: object) {
  const prompt = passkeyPrompt('create', JSON.stringify(options), 'Create a passkey')
  return {
    title: 'Add a passkey',
    graphic: 'PASSKEY_GRAPHIC',
    script: passkeyScriptPath,
    content: html`<p class="description textDescription-customizable">
        With a passkey you sign in by your fingerprint, face or screen lock.
      </p>
      ${form(visit, '/passkeys/add', prompt)}
      <p class="more"><a href="${pathOf(visit, '/oauth2/authorize')}">Not now</a></p>`,
  } as const
}

async function takePasskey(visit: Visit, context: DomainContext, session: LoginSession): Promise<Outcome> {
  const { user, authenticatedAt } = session
  try {
    await completeRegistration(context, { ...visit, user }, parseJson(fieldOf(visit, 'credential')))
  } catch (error) {
    return addPage(visit, context, session, readProblem(error))
  }
  const { request, authorization } = visit
  return redirectTo(await locationWithAnswer(context, request, authorization, { user }, authenticatedAt))
}
