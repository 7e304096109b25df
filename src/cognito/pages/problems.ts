import { ApiError } from '../../wire/operation.ts'
import type { Page } from './document.ts'

/** Why a form was not taken, in words for whoever filled it in. */
export interface Problem {
  readonly code: string
  readonly text: string
  readonly status: number
}

/** Words of our own where AWS's are for programmers; all others are AWS's, as on its pages. */
const texts: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'Too many attempts. Please wait a moment and try again.',
}

/** What a refusal of an operation means on a page. Whatever is no refusal is thrown on. */
export function readProblem(error: unknown): Problem {
  if (!(error instanceof ApiError)) throw error
  const { code, message } = error
  return {
    code,
    text: texts[code] ?? readable(message),
    status: code === 'TooManyRequestsException' || code === 'LimitExceededException' ? 429 : 400,
  }
}

/** Of refusals that name a member of the API or an attribute for each line, what people can use. */
function readable(message: string): string {
  const text = message
    .replace(/^Password did not conform with policy: /, 'This password is not allowed: ')
    .replace(/^Attributes did not conform to the schema: /, 'Please check what you have entered. ')
    .replace(/^\d+ validation errors? detected: .*$/s, 'Please check what you have entered.')
  return /[.!?]\s*$/.test(text) ? text.trim() : `${text.trim()}.`
}

/** What a form is told that misses something which browsers ask for themselves. */
export function missing(what: string): Problem {
  return { code: 'missing', text: `${what} is missing.`, status: 400 }
}

/** The session of a challenge has ended, was used, or was made for a user who has changed since. */
export function isOutdated({ code, text }: Problem): boolean {
  return code === 'NotAuthorizedException' && text.startsWith('Invalid session for the user')
}

/** What a sign-in that took too long, or was gone on with elsewhere, is told. */
export const outdated: Problem = {
  code: 'outdated',
  text: 'Your sign-in has expired. Please sign in again.',
  status: 400,
}

/** Whether the new password is what was refused. */
export function isOfPassword({ code }: Problem): boolean {
  return /^(?:InvalidPassword|PasswordHistory|passwords differ)/.test(code)
}

/** A page that says why its form was not taken. */
export function withProblem(page: Page, problem: Problem | undefined): Page {
  return problem ? { ...page, error: problem.text, status: problem.status } : page
}
