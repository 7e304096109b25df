import type { Fails } from '../wire/operation.ts'
import type { Page } from './store.ts'

/** The most that a page holds, and what it holds when the caller says nothing (API reference, QueryLimitType). */
export const largestPage = 60

/** The token a client sends to get the following page; opaque to it. */
export function writePageToken(page: Page<unknown>): { NextToken?: string } {
  return page.next === undefined ? {} : { NextToken: Buffer.from(page.next).toString('base64url') }
}

/** Where the page starts that a client's token asks for; refuses a token that we did not write. */
export function readPageToken(
  context: Fails<'InvalidParameterException'>,
  token: string | undefined,
): { after?: string } {
  if (token === undefined) return {}
  const after = Buffer.from(token, 'base64url').toString()
  // No key holds a NUL, which PostgreSQL would choke on.
  if (Buffer.from(after).toString('base64url') !== token || after.includes('\0'))
    context.fail('InvalidParameterException', 'Invalid pagination token.')
  return { after }
}
