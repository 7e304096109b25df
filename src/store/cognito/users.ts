import type { SignInName, TakeOver, UserChange, UserStore, UserUpdate } from '../../cognito/user-store.ts'
import type { UserRecord } from '../../cognito/store.ts'
import type { Database, Sql, SqlValue } from '../sql.ts'
import { codesAndLimits } from './limits.ts'
import { revokeSignInsOf, signIns } from './sign-ins.ts'
import { listUsers, replaceSearchValues } from './user-lists.ts'
import { type UserRow, userOf } from './user-rows.ts'

/** Users of all pools, with their names, codes, limits, sign-ins and refresh tokens. */
export function cognitoUsers(database: Database): UserStore {
  return {
    insertUser: async (user, names, takeOver) => {
      const inserted = await unlessTaken(() => database.transaction((sql) => insertUser(sql, user, names, takeOver)))
      return inserted?.taken
    },
    findUser: async (poolId, sub) => userOf(await findRow(database, poolId, sub)),
    findUserByName: async (poolId, name) => userOf(await findRowByName(database, poolId, name)),
    updateUser: async (poolId, sub, change) => {
      const update = await unlessTaken(() => database.transaction((sql) => updateUser(sql, poolId, sub, change)))
      return 'taken' in update ? { outcome: 'taken', attribute: update.taken } : update
    },
    deleteUser: (poolId, sub) => database.transaction((sql) => deleteUser(sql, poolId, sub)),
    listUsers: (poolId, page) => listUsers(database, poolId, page),
    ...codesAndLimits(database),
    ...signIns(database),
  }
}

/** Rolls the transaction back; never leaves the store. */
export class NameTaken extends Error {
  readonly attribute: SignInName['attribute']
  constructor(attribute: SignInName['attribute']) {
    super('taken')
    this.attribute = attribute
  }
}

export async function unlessTaken<Result>(
  work: () => Promise<Result>,
): Promise<Result | { readonly taken: SignInName['attribute'] }> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NameTaken) return { taken: error.attribute }
    throw error
  }
}

export function findRow(sql: Sql, poolId: string, sub: string): Promise<UserRow | undefined> {
  return sql.get<UserRow>('SELECT * FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)
}

/** The user who has a name, which may be the sub, and the attribute that the name comes from. */
function findRowByName(
  sql: Sql,
  poolId: string,
  name: string,
): Promise<(UserRow & { name_attribute: SignInName['attribute'] }) | undefined> {
  return sql.get(
    `SELECT users.*, user_names.attribute AS name_attribute
     FROM user_names JOIN users ON users.row_id = user_names.row_id
     WHERE user_names.pool_id = ? AND user_names.name = ?
     UNION ALL SELECT users.*, 'sub' AS name_attribute FROM users WHERE pool_id = ? AND sub = ?`,
    poolId,
    name,
    poolId,
    name,
  )
}

/** Rejects with NameTaken when another user has one of the names. */
export async function insertUser(
  sql: Sql,
  user: UserRecord,
  names: readonly SignInName[],
  takeOver: TakeOver | undefined,
): Promise<void> {
  const inserted = await sql.get<Pick<UserRow, 'row_id'>>(
    `INSERT INTO users (pool_id, sub, username, status, enabled, attributes, pending_attributes, password_hash,
       password_history, sealed_srp_verifier, temporary_password_at, mfa, created_at, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (pool_id, sub) DO NOTHING RETURNING row_id`,
    user.poolId,
    user.sub,
    user.username,
    user.status,
    ...changingValues(user),
    user.createdAt.getTime(),
    user.modifiedAt.getTime(),
  )
  if (!inserted) throw new NameTaken('sub')
  await insertNames(sql, inserted.row_id, user, names, takeOver)
  await replaceSearchValues(sql, inserted.row_id, { after: user })
}

function changingValues(user: UserRecord): SqlValue[] {
  return [
    user.enabled ? 1 : 0,
    JSON.stringify(user.attributes),
    user.pendingAttributes ? JSON.stringify(user.pendingAttributes) : null,
    user.passwordHash ?? null,
    user.passwordHistory ? JSON.stringify(user.passwordHistory) : null,
    user.sealedSrpVerifier ?? null,
    user.temporaryPasswordAt?.getTime() ?? null,
    user.mfa ? JSON.stringify(user.mfa) : null,
  ]
}

/** The sub needs no row of its own. Nobody has chosen it for a name before: subs are random. */
async function insertNames(
  sql: Sql,
  rowId: number,
  { poolId, sub }: UserRecord,
  names: readonly SignInName[],
  takeOver: TakeOver | undefined,
): Promise<void> {
  for (const name of names) {
    if (name.name === sub || (await insertName(sql, rowId, poolId, name))) continue
    const released = takeOver !== undefined && (await release(sql, poolId, name, takeOver))
    if (!released || !(await insertName(sql, rowId, poolId, name))) throw new NameTaken(name.attribute)
  }
}

/**
 * Other names are looked for among the subs of nobody: PostgreSQL would take whoever inserts a user nearby for somebody who is in
 * the way.
 */
const subForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function insertName(sql: Sql, rowId: number, poolId: string, { name, attribute }: SignInName): Promise<boolean> {
  if (subForm.test(name) && (await findRow(sql, poolId, name))) return false
  const inserted = await sql.run(
    'INSERT INTO user_names (pool_id, name, attribute, row_id) VALUES (?, ?, ?, ?) ON CONFLICT (pool_id, name) DO NOTHING',
    poolId,
    name,
    attribute,
    rowId,
  )
  return inserted > 0
}

/** Has the user who has a name give it up; false when they keep it. */
async function release(sql: Sql, poolId: string, { name }: SignInName, takeOver: TakeOver): Promise<boolean> {
  const held = await findRowByName(sql, poolId, name)
  const change = held && takeOver(userOf(held), held.name_attribute)
  if (change) await writeUser(sql, held, change)
  return change !== undefined
}

async function updateUser(
  sql: Sql,
  poolId: string,
  sub: string,
  change: (current: UserRecord) => UserChange | undefined,
): Promise<UserUpdate> {
  const row = await findRow(sql, poolId, sub)
  if (!row) return { outcome: 'gone' }
  const wanted = change(userOf(row))
  if (!wanted) return { outcome: 'declined' }
  await writeUser(sql, row, wanted)
  return { outcome: 'updated', user: wanted.user }
}

/** Writes a user who is there, with what belongs to the change. */
export async function writeUser(
  sql: Sql,
  row: UserRow,
  { user, names, takeOver, revokeSignIns }: UserChange,
): Promise<void> {
  await sql.run(
    `UPDATE users SET status = ?, enabled = ?, attributes = ?, pending_attributes = ?,
       password_hash = ?, password_history = ?, sealed_srp_verifier = ?,
       temporary_password_at = ?, mfa = ?, modified_at = ? WHERE pool_id = ? AND sub = ?`,
    user.status,
    ...changingValues(user),
    user.modifiedAt.getTime(),
    user.poolId,
    user.sub,
  )
  if (names) {
    await sql.run('DELETE FROM user_names WHERE row_id = ?', row.row_id)
    await insertNames(sql, row.row_id, user, names, takeOver)
  }
  await replaceSearchValues(sql, row.row_id, { before: userOf(row), after: user })
  if (revokeSignIns) await revokeSignInsOf(sql, user.poolId, user.sub)
}

async function deleteUser(sql: Sql, poolId: string, sub: string): Promise<boolean> {
  const row = await findRow(sql, poolId, sub)
  if (!row) return false
  await replaceSearchValues(sql, row.row_id, { before: userOf(row) })
  await sql.run('DELETE FROM user_names WHERE row_id = ?', row.row_id)
  await sql.run('DELETE FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)
  return true
}
