import type { Fails } from '../../wire/operation.ts'

/** Pages of CloudFormation have a size of their own; callers cannot choose one. */
const pageSize = 100

/** A store's cursor as the opaque NextToken, and back. */
export function nextToken(next: string | undefined): { readonly NextToken?: string } {
  return next === undefined ? {} : { NextToken: Buffer.from(next).toString('base64url') }
}

export function pageOf(
  token: string | undefined,
  context: Fails<'ValidationError'>,
): { limit: number; after?: string } {
  if (token === undefined) return { limit: pageSize }
  if (!/^[\w-]+$/.test(token)) context.fail('ValidationError', 'The NextToken is invalid.')
  return { limit: pageSize, after: Buffer.from(token, 'base64url').toString() }
}
