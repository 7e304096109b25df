import { type Html, html } from '../../http/html.ts'
import type { Cognito } from '../cognito.ts'
import type { Page } from './document.ts'
import { codeField, hiddenField, inputField } from './fields.ts'
import { type ChallengeStep, type FormStep, sealStep } from './form-steps.ts'
import { attributeField } from './attribute-fields.ts'
import { newPasswordFields } from './password-fields.ts'
import { passkeyPrompt, passkeyScriptPath } from './passkey-prompt.ts'
import { type Problem, withProblem } from './problems.ts'
import { form, pathOf, type Visit } from './visit.ts'

type Seals = Pick<Cognito, 'vault'>

/** The page that asks for the answer to a challenge. */
export function challengePage(visit: Visit, context: Seals, step: ChallengeStep, problem?: Problem): Page {
  return withProblem(askFor(visit, context, step, problem), problem)
}

function askFor(visit: Visit, context: Seals, step: ChallengeStep, problem: Problem | undefined): Page {
  switch (step.name) {
    case 'NEW_PASSWORD_REQUIRED':
      return askForNewPassword(visit, context, step, problem)
    case 'SOFTWARE_TOKEN_MFA':
      return askForTokenCode(visit, context, step, problem)
    case 'SMS_MFA':
    case 'SMS_OTP':
    case 'EMAIL_OTP':
      return askForSentCode(visit, context, step, problem)
    case 'SELECT_MFA_TYPE':
      return askWhich(visit, context, step, 'Choose how to verify that it is you', listOf(step, 'MFAS_CAN_CHOOSE'))
    case 'MFA_SETUP':
      return askForSetup(visit, context, step)
    case 'SELECT_CHALLENGE':
      return askForFactor(visit, context, step, problem)
    case 'PASSWORD':
      return askForPassword(visit, context, step, problem)
    case 'WEB_AUTHN':
      return askForPasskey(visit, context, step)
    default:
      throw new Error(`the pages have none for the challenge ${step.name}`)
  }
}

/** A form that goes on with a step. */
export function stepForm(visit: Visit, context: Seals, step: FormStep, content: Html, button?: string): Html {
  const sealed = sealStep(context, visit, step)
  return form(visit, '/challenge', html`${hiddenField('step', sealed)} ${content}`, button)
}

export function startOver(visit: Visit): Html {
  return html`<p class="more"><a href="${pathOf(visit, '/login')}">Sign in as somebody else</a></p>`
}

function askForNewPassword(visit: Visit, context: Seals, step: ChallengeStep, problem: Problem | undefined): Page {
  const fields = attributeNames(step).map((name) => attributeField(visit, name))
  return {
    title: 'Choose a new password',
    graphic: 'PASSWORD_GRAPHIC',
    content: html`<p class="description textDescription-customizable">
        Your password was made for you. Choose one that only you know.
      </p>
      ${stepForm(visit, context, step, html`${newPasswordFields(visit, problem)} ${fields}`, 'Continue')}
      ${startOver(visit)}`,
  }
}

/** The attributes that a user misses and has to give with the new password. */
export function attributeNames(step: ChallengeStep): readonly string[] {
  return listOf(step, 'requiredAttributes').map((name) => name.slice('userAttributes.'.length))
}

function askForTokenCode(visit: Visit, context: Seals, step: ChallengeStep, problem: Problem | undefined): Page {
  const { FRIENDLY_DEVICE_NAME: device } = step.parameters
  const where = device === undefined ? 'your authenticator app' : device
  return {
    title: 'Enter your code',
    graphic: 'AUTH_APP_GRAPHIC',
    content: html`<p class="description textDescription-customizable">
        Open ${where} and enter the code that it shows.
      </p>
      ${stepForm(visit, context, step, codeField(problem !== undefined), 'Sign in')} ${startOver(visit)}`,
  }
}

function askForSentCode(visit: Visit, context: Seals, step: ChallengeStep, problem: Problem | undefined): Page {
  const { CODE_DELIVERY_DESTINATION: destination } = step.parameters
  const isMail = step.name === 'EMAIL_OTP'
  return {
    title: isMail ? 'Check your email' : 'Check your phone',
    graphic: isMail ? 'EMAIL_GRAPHIC' : 'SMS_GRAPHIC',
    content: html`<p class="description textDescription-customizable">
        Enter the code that we have sent to ${destination ?? (isMail ? 'your email address' : 'your phone')}.
      </p>
      ${stepForm(visit, context, step, codeField(problem !== undefined), 'Sign in')} ${startOver(visit)}`,
  }
}

/** What each answer to a choice is called. */
const choices: Readonly<Record<string, string>> = {
  PASSWORD: 'Password',
  EMAIL_OTP: 'Code by email',
  SMS_OTP: 'Code by text message',
  SMS_MFA: 'Code by text message',
  SOFTWARE_TOKEN_MFA: 'Authenticator app',
  WEB_AUTHN: 'Passkey',
}

function askWhich(visit: Visit, context: Seals, step: ChallengeStep, title: string, answers: readonly string[]): Page {
  const buttons = answers.map(
    (answer) =>
      html`<li>
        <button class="secondary" type="submit" name="answer" value="${answer}">${choices[answer] ?? answer}</button>
      </li>`,
  )
  const list = html`<ul class="choices">
    ${buttons}
  </ul>`
  return { title, content: html`${stepForm(visit, context, step, list)} ${startOver(visit)}` }
}

/** Which first factor; where there is but the password, that one at once. */
function askForFactor(visit: Visit, context: Seals, step: ChallengeStep, problem: Problem | undefined): Page {
  // Pages send passwords; SRP is for apps.
  const offered = step.available.filter((factor) => factor !== 'PASSWORD_SRP')
  return offered.length === 1 && offered[0] === 'PASSWORD'
    ? askForPassword(visit, context, step, problem)
    : askWhich(visit, context, step, 'Choose how to sign in', offered)
}

function askForPassword(visit: Visit, context: Seals, step: ChallengeStep, problem?: Problem): Page {
  const isWrong = problem !== undefined
  const password = inputField({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    isWrong,
    isFirst: true,
  })
  return {
    title: 'Enter your password',
    graphic: 'PASSWORD_GRAPHIC',
    content: html`${stepForm(
      visit,
      context,
      { ...step, name: 'PASSWORD' },
      html`${knownName(step.username)} ${password}
        <p class="beside"><a href="${pathOf(visit, '/forgotPassword')}">Forgot your password?</a></p>`,
      'Sign in',
    )}
    ${startOver(visit)}`,
  }
}

/** For password managers, which look for the name beside the password. */
function knownName(username: string): Html {
  return html`<div class="field">
    <span class="label">Signing in as</span>
    <input name="username" value="${username}" autocomplete="username" aria-label="Signing in as" readonly />
  </div>`
}

function askForSetup(visit: Visit, context: Seals, step: ChallengeStep): Page {
  const offered = listOf(step, 'MFAS_CAN_SETUP').filter((factor) => factor !== 'SMS_MFA')
  const email = inputField({ name: 'email', label: 'Email address', type: 'email', autocomplete: 'email' })
  const byApp = html`<button class="secondary" type="submit" name="answer" value="SOFTWARE_TOKEN_MFA">
    Use an authenticator app
  </button>`
  const nothing = html`<p>Please contact an administrator: there is no way to set it up here.</p>`
  return {
    title: 'Set up a second step',
    content: html`<p class="description textDescription-customizable">
        To keep your account safe, you need a second way to show that it is you.
      </p>
      ${offered.includes('SOFTWARE_TOKEN_MFA') && stepForm(visit, context, step, byApp)}
      ${offered.length > 1 && html`<p class="or">or</p>`}
      ${offered.includes('EMAIL_OTP') && stepForm(visit, context, step, email, 'Send codes to this address')}
      ${offered.length === 0 && nothing} ${startOver(visit)}`,
  }
}

/** The browser asks for the passkey by a script of ours, which fills in the hidden field and sends the form. */
function askForPasskey(visit: Visit, context: Seals, step: ChallengeStep): Page {
  const { CREDENTIAL_REQUEST_OPTIONS: options = '' } = step.parameters
  const prompt = passkeyPrompt('get', options, 'Continue with your passkey')
  return {
    title: 'Use your passkey',
    graphic: 'PASSKEY_GRAPHIC',
    script: passkeyScriptPath,
    content: html`<p class="description textDescription-customizable">
        Your device will ask for your fingerprint, face or screen lock.
      </p>
      ${stepForm(visit, context, step, prompt)} ${startOver(visit)}`,
  }
}

/** A list that a challenge has as JSON. */
function listOf({ parameters }: ChallengeStep, name: string): readonly string[] {
  const list: unknown = JSON.parse(parameters[name] ?? '[]')
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}
