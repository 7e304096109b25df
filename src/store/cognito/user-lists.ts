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

interface SearchValue {
  readonly poolId: string
  readonly attribute: string
  readonly value: Buffer
}

/**
 * Bytes of a value that are kept: more than a filter, which has 256 characters, can ask for, and few enough for PostgreSQL, whose
 * indexes take 2704 of a row.
 */
const searchedBytes = 1024

function searched(value: string): Buffer {
  return Buffer.from(value).subarray(0, searchedBytes)
}

/** What ListUsers finds a user by: all but the username whatever its case. */
function searchValues({ poolId, username, attributes }: UserRecord): SearchValue[] {
  const given = searchable.flatMap((attribute): SearchValue[] => {
    const value = attributes[attribute]
    return value === undefined ? [] : [{ poolId, attribute, value: searched(value.toLowerCase()) }]
  })
  return [{ poolId, attribute: 'username', value: searched(username) }, ...given]
}

function isSame(one: SearchValue, other: SearchValue): boolean {
  return one.attribute === other.attribute && one.value.equals(other.value)
}

/** Writes what differs between what a user was and is found by. */
export async function replaceSearchValues(
  sql: Sql,
  rowId: number,
  { before, after }: { readonly before?: UserRecord; readonly after?: UserRecord },
): Promise<void> {
  const old = before ? searchValues(before) : []
  const wanted = after ? searchValues(after) : []
  for (const { poolId, attribute, value } of old.filter((each) => !wanted.some((other) => isSame(each, other))))
    await sql.run(
      'DELETE FROM user_search_values WHERE pool_id = ? AND attribute = ? AND value = ? AND row_id = ?',
      poolId,
      attribute,
      value,
      rowId,
    )
  const added = wanted.filter((each) => !old.some((other) => isSame(each, other)))
  if (added.length === 0) return
  await sql.run(
    `INSERT INTO user_search_values (pool_id, attribute, value, row_id) VALUES ${added.map(() => '(?, ?, ?, ?)').join(', ')}`,
    ...added.flatMap(({ poolId, attribute, value }) => [poolId, attribute, value, rowId]),
  )
}

export async function listUsers(database: Database, poolId: string, page: UserPage): Promise<Page<UserRecord>> {
  const { filter } = page
  if (filter && (filter.attribute === 'username' || searchable.includes(filter.attribute)))
    return listByValue(database, poolId, page, filter)
  return listByCreation(database, poolId, page, filter)
}

/** A position is `time of creation/number of the row`; what is none is where the list begins. */
async function listByCreation(
  database: Database,
  poolId: string,
  { limit, after = '' }: UserPage,
  filter: UserFilter | undefined,
): Promise<Page<UserRecord>> {
  const [createdAt = -1, rowId = 0] = (/^(\d{1,15})\/(\d{1,15})$/.exec(after) ?? []).slice(1).map(Number)
  const { condition, values } = filter ? conditionOf(filter) : { condition: '1 = 1', values: [] }
  const rows = await database.all<UserRow>(
    `SELECT * FROM users WHERE pool_id = ? AND (created_at, row_id) > (?, ?) AND ${condition}
     ORDER BY created_at, row_id LIMIT ?`,
    poolId,
    createdAt,
    rowId,
    ...values,
    limit + 1,
  )
  return usersOf(pageOf(rows, limit, (row) => `${row.created_at}/${row.row_id}`))
}

function usersOf({ items, ...next }: Page<UserRow>): Page<UserRecord> {
  return { items: items.map((row) => userOf(row)), ...next }
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

/** A position is `x`, the value in hexadecimal digits, `/number of the row`; what is none is where the list begins. */
async function listByValue(
  database: Database,
  poolId: string,
  { limit, after = '' }: UserPage,
  { attribute, match, value }: UserFilter,
): Promise<Page<UserRecord>> {
  const [, digits = '', number = '0'] = /^x([0-9a-f]*)\/(\d{1,15})$/.exec(after) ?? []
  const position = { value: Buffer.from(digits, 'hex'), rowId: Number(number) }
  const wanted = Buffer.from(attribute === 'username' ? value : value.toLowerCase())
  const { condition, values } =
    match === 'equals'
      ? { condition: 'found.value = ? AND found.row_id > ?', values: [wanted, position.rowId] }
      : beginningWith(wanted, position)
  const rows = await database.all<UserRow & { found_value: Uint8Array }>(
    // CROSS, as SQLite takes it for the order in which to go through the tables.
    `SELECT users.*, found.value AS found_value FROM user_search_values AS found CROSS JOIN users
     WHERE found.pool_id = ? AND found.attribute = ? AND ${condition}
       AND users.row_id = found.row_id
     ORDER BY found.value, found.row_id LIMIT ?`,
    poolId,
    attribute,
    ...values,
    limit + 1,
  )
  return usersOf(pageOf(rows, limit, (row) => `x${Buffer.from(row.found_value).toString('hex')}/${row.row_id}`))
}

/** Values with this beginning, from a position on, in the order of their bytes. */
function beginningWith(
  beginning: Buffer,
  position: { readonly value: Buffer; readonly rowId: number },
): { condition: string; values: SqlValue[] } {
  const from = position.value.compare(beginning) < 0 ? { value: beginning, rowId: 0 } : position
  const condition = '(found.value, found.row_id) > (?, ?)'
  // The first bytes that come after all that begin so; UTF-8 has no byte that cannot be counted up.
  const end = Buffer.from(beginning)
  if (end.length === 0) return { condition, values: [from.value, from.rowId] }
  end[end.length - 1]! += 1
  return { condition: `${condition} AND found.value < ?`, values: [from.value, from.rowId, end] }
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
