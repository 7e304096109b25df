import { findSchemaAttribute } from '../pools/attribute-schema.ts'
import { largestPage, readPageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { schemaOf } from '../users/user-attributes.ts'
import { readUserFilter } from '../users/user-filter.ts'
import { describeUser } from '../users/users.ts'

/** Where a page ends, as the store writes it: time of creation or the value that was searched, and a number. */
const positionForm = /^(\d{1,15}|x[0-9a-f]*)\/\d{1,15}$/

/** Users in an order that keeps pages apart while users come and go. */
export async function listUsers(
  input: Input<'ListUsers'>,
  context: Context<'ListUsers'>,
): Promise<Output<'ListUsers'>> {
  const pool = await requirePool(context, input.UserPoolId)
  checkAttributesToGet(context, pool, input.AttributesToGet)
  const { after } = readPageToken(context, input.PaginationToken)
  if (after !== undefined && !positionForm.test(after))
    context.fail('InvalidParameterException', 'Invalid pagination token.')
  const page = await context.store.listUsers(pool.id, {
    limit: input.Limit || largestPage,
    ...(after !== undefined && { after }),
    ...readUserFilter(context, input.Filter),
  })
  return {
    Users: page.items.map((user) => describeSelected(context, user, input.AttributesToGet)),
    ...(page.next !== undefined && { PaginationToken: Buffer.from(page.next).toString('base64url') }),
  }
}

/** AWS refuses to answer attributes that are in no schema, or that one of the users found does not have. */
const missingAttributes = 'One or more requested attributes do not exist.'

function checkAttributesToGet(
  context: Context<'ListUsers'>,
  pool: PoolRecord,
  names: readonly string[] | undefined,
): void {
  if (names?.some((name) => !findSchemaAttribute(schemaOf(pool), name)))
    context.fail('InvalidParameterException', missingAttributes)
}

function describeSelected(
  context: Context<'ListUsers'>,
  user: UserRecord,
  names: readonly string[] | undefined,
): ReturnType<typeof describeUser> {
  const { Attributes = [], ...described } = describeUser(user)
  if (!names) return { ...described, Attributes }
  const selected = Attributes.filter(({ Name }) => names.includes(Name))
  if (selected.length < new Set(names).size) context.fail('InvalidParameterException', missingAttributes)
  return { ...described, Attributes: selected }
}
