import type { Page, UserRecord } from '../../cognito/store.ts'
import type { UserFilter } from '../../cognito/user-store.ts'
import { type UserRow, userOf } from './user-rows.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql, SqlValue } from '../sql.ts'

/*
 * ListUsers. A page costs the same wherever it is and however many users there are: users are read in the order of
 * creation or, where a filter searches an attribute, in the order of its values, from where the page before ended.
 */

interface UserPage {
  readonly limit: number
  readonly after?: string
  readonly filter?: UserFilter
}

/** The attributes by which ListUsers can search and that are no columns (Cognito API reference, ListUsers). */
const searchable = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username']

/** What ListUsers finds a user by: all but the username whatever its case. */
function searchValues({ username, attributes }: UserRecord): [attribute: string, value: Uint8Array][] {
  const given = searchable.flatMap((name): [string, string][] => {
    const value = attributes[name]
    return value === undefined ? [] : [[name, value.toLowerCase()]]
  })
  return [['username', username] as const, ...given].map(([name, value]) => [name, Buffer.from(value)])
}

export async function insertSearchValues(sql: Sql, user: UserRecord): Promise<void> {
  for (const [attribute, value] of searchValues(user))
    await sql.run(
      'INSERT INTO user_search_values (pool_id, attribute, value, sub) VALUES (?, ?, ?, ?)',
      user.poolId,
      attribute,
      value,
      user.sub,
    )
}

export async function replaceSearchValues(sql: Sql, user: UserRecord): Promise<void> {
  await sql.run('DELETE FROM user_search_values WHERE pool_id = ? AND sub = ?', user.poolId, user.sub)
  await insertSearchValues(sql, user)
}

export async function listUsers(database: Database, poolId: string, page: UserPage): Promise<Page<UserRecord>> {
  const { filter } = page
  if (filter && (filter.attribute === 'username' || searchable.includes(filter.attribute)))
    return listByValue(database, poolId, page, filter)
  return listByCreation(database, poolId, page, filter)
}

/** A position is `time of creation/sub`; what is none is where the list begins. */
async function listByCreation(
  database: Database,
  poolId: string,
  { limit, after = '' }: UserPage,
  filter: UserFilter | undefined,
): Promise<Page<UserRecord>> {
  const [createdAt, sub = ''] = after.split('/')
  const { condition, values } = filter ? conditionOf(filter) : { condition: '1 = 1', values: [] }
  const rows = await database.all<UserRow>(
    `SELECT * FROM users WHERE pool_id = ? AND (created_at, sub) > (?, ?) AND ${condition}
     ORDER BY created_at, sub LIMIT ?`,
    poolId,
    Number(createdAt) || -1,
    sub,
    ...values,
    limit + 1,
  )
  return pageOf(
    rows.map((row) => userOf(row)),
    limit,
    (user) => `${user.createdAt.getTime()}/${user.sub}`,
  )
}

/** Of `sub`, `status` and `cognito:user_status`. */
function conditionOf({ attribute, match, value }: UserFilter): { condition: string; values: SqlValue[] } {
  if (attribute === 'status') {
    const isMatch = (text: string) => (match === 'equals' ? text === value : text.startsWith(value))
    const [enabled, disabled] = [isMatch('Enabled'), isMatch('Disabled')]
    // Written out, so that the index of those who are disabled serves.
    if (enabled === disabled) return { condition: enabled ? '1 = 1' : '1 = 0', values: [] }
    return { condition: `enabled = ${enabled ? 1 : 0}`, values: [] }
  }
  const [column, wanted] = attribute === 'sub' ? ['sub', value] : ['status', value.toUpperCase()]
  if (match === 'equals') return { condition: `${column} = ?`, values: [wanted] }
  return { condition: `substr(${column}, 1, ?) = ?`, values: [Array.from(wanted).length, wanted] }
}

/** A position is `x`, the value in hexadecimal digits, `/sub`; what is none is where the list begins. */
async function listByValue(
  database: Database,
  poolId: string,
  { limit, after = '' }: UserPage,
  { attribute, match, value }: UserFilter,
): Promise<Page<UserRecord>> {
  const [, digits = '', sub = ''] = /^x([0-9a-f]*)\/(.+)$/.exec(after) ?? []
  const wanted = Buffer.from(attribute === 'username' ? value : value.toLowerCase())
  const { condition, values } =
    match === 'equals'
      ? { condition: 'found.value = ? AND found.sub > ?', values: [wanted, sub] }
      : beginningWith(wanted, { value: Buffer.from(digits, 'hex'), sub })
  const rows = await database.all<UserRow & { found_value: Uint8Array }>(
    // CROSS, as SQLite takes it for the order in which to go through the tables.
    `SELECT users.*, found.value AS found_value FROM user_search_values AS found CROSS JOIN users
     WHERE found.pool_id = ? AND found.attribute = ? AND ${condition}
       AND users.pool_id = found.pool_id AND users.sub = found.sub
     ORDER BY found.value, found.sub LIMIT ?`,
    poolId,
    attribute,
    ...values,
    limit + 1,
  )
  const { items, next } = pageOf(rows, limit, (row) => `x${Buffer.from(row.found_value).toString('hex')}/${row.sub}`)
  return { items: items.map((row) => userOf(row)), ...(next !== undefined && { next }) }
}

/** Values with this beginning, from a position on, in the order of their bytes. */
function beginningWith(
  beginning: Buffer,
  position: { readonly value: Buffer; readonly sub: string },
): { condition: string; values: SqlValue[] } {
  const from = position.value.compare(beginning) < 0 ? { value: beginning, sub: '' } : position
  const condition = '(found.value, found.sub) > (?, ?)'
  // The first bytes that come after all that begin so; UTF-8 has no byte that cannot be counted up.
  const end = Buffer.from(beginning)
  if (end.length === 0) return { condition, values: [from.value, from.sub] }
  end[end.length - 1]! += 1
  return { condition: `${condition} AND found.value < ?`, values: [from.value, from.sub, end] }
}

const countedAtMost = 10_000

/**
 * How many users a pool has: counted if they are few, else reckoned from those whose subs begin with zeros. Subs are random, so
 * that each further zero leaves one in sixteen of them.
 */
export async function estimateUsers(sql: Sql, poolId: string): Promise<number> {
  for (let zeros = 0; ; zeros++) {
    const counted = await count(
      sql,
      `SELECT COUNT(*) AS count FROM
         (SELECT sub FROM users WHERE pool_id = ? ${zeros === 0 ? '' : 'AND sub < ?'} LIMIT ${countedAtMost + 1}) AS counted`,
      poolId,
      ...(zeros === 0 ? [] : ['1'.padStart(zeros, '0')]),
    )
    // Eight digits come before the first hyphen.
    if (counted <= countedAtMost || zeros === 8) return counted * 16 ** zeros
  }
}
