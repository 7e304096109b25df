import type { SignInName, TakeOver, UserChange, UserStore, UserUpdate } from '../../cognito/user-store.ts'
import type { UserRecord } from '../../cognito/store.ts'
import type { Database, Sql, SqlValue } from '../sql.ts'
import { codesAndLimits } from './limits.ts'
import { revokeSignInsOf, signIns } from './sign-ins.ts'
import { insertSearchValues, listUsers, replaceSearchValues } from './user-lists.ts'
import { type UserRow, userOf } from './user-rows.ts'

/** Users of all pools, with their names, codes, limits, sign-ins and refresh tokens. */
export function cognitoUsers(database: Database): UserStore {
  return {
    insertUser: async (user, names, takeOver) => {
      const inserted = await unlessTaken(() => database.transaction((sql) => insertUser(sql, user, names, takeOver)))
      return inserted?.taken
    },
    findUser: async (poolId, sub) =>
      userOf(await database.get<UserRow>('SELECT * FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)),
    findUserByName: async (poolId, name) =>
      userOf(
        await database.get<UserRow>(
          `SELECT users.* FROM user_names JOIN users ON users.pool_id = user_names.pool_id AND users.sub = user_names.sub
           WHERE user_names.pool_id = ? AND user_names.name = ?`,
          poolId,
          name,
        ),
      ),
    updateUser: async (poolId, sub, change) => {
      const update = await unlessTaken(() => database.transaction((sql) => updateUser(sql, poolId, sub, change)))
      return 'taken' in update ? { outcome: 'taken', attribute: update.taken } : update
    },
    deleteUser: async (poolId, sub) =>
      (await database.run('DELETE FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)) > 0,
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

/** Rejects with NameTaken when another user has one of the names. */
export async function insertUser(
  sql: Sql,
  user: UserRecord,
  names: readonly SignInName[],
  takeOver: TakeOver | undefined,
): Promise<void> {
  await sql.run(
    `INSERT INTO users (pool_id, sub, username, status, enabled, attributes, pending_attributes, password_hash,
       password_history, sealed_srp_verifier, temporary_password_at, mfa, created_at, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    user.poolId,
    user.sub,
    user.username,
    user.status,
    ...changingValues(user),
    user.createdAt.getTime(),
    user.modifiedAt.getTime(),
  )
  await insertNames(sql, user, names, takeOver)
  await insertSearchValues(sql, user)
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

async function insertNames(
  sql: Sql,
  user: UserRecord,
  names: readonly SignInName[],
  takeOver: TakeOver | undefined,
): Promise<void> {
  for (const name of names) {
    if (await insertName(sql, user, name)) continue
    const released = takeOver !== undefined && (await release(sql, user.poolId, name, takeOver))
    if (!released || !(await insertName(sql, user, name))) throw new NameTaken(name.attribute)
  }
}

async function insertName(sql: Sql, user: UserRecord, { name, attribute }: SignInName): Promise<boolean> {
  const inserted = await sql.run(
    'INSERT INTO user_names (pool_id, name, attribute, sub) VALUES (?, ?, ?, ?) ON CONFLICT (pool_id, name) DO NOTHING',
    user.poolId,
    name,
    attribute,
    user.sub,
  )
  return inserted > 0
}

/** Has the user who has a name give it up; false when they keep it. */
async function release(sql: Sql, poolId: string, { name }: SignInName, takeOver: TakeOver): Promise<boolean> {
  const held = await sql.get<UserRow & { name_attribute: SignInName['attribute'] }>(
    `SELECT users.*, user_names.attribute AS name_attribute
     FROM user_names JOIN users ON users.pool_id = user_names.pool_id AND users.sub = user_names.sub
     WHERE user_names.pool_id = ? AND user_names.name = ?`,
    poolId,
    name,
  )
  const change = held && takeOver(userOf(held), held.name_attribute)
  if (change) await writeUser(sql, change)
  return change !== undefined
}

async function updateUser(
  sql: Sql,
  poolId: string,
  sub: string,
  change: (current: UserRecord) => UserChange | undefined,
): Promise<UserUpdate> {
  const row = await sql.get<UserRow>('SELECT * FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)
  if (!row) return { outcome: 'gone' }
  const wanted = change(userOf(row))
  if (!wanted) return { outcome: 'declined' }
  await writeUser(sql, wanted)
  return { outcome: 'updated', user: wanted.user }
}

/** Writes a user who is there, with what belongs to the change. */
export async function writeUser(sql: Sql, { user, names, takeOver, revokeSignIns }: UserChange): Promise<void> {
  const { poolId, sub } = user
  await sql.run(
    `UPDATE users SET status = ?, enabled = ?, attributes = ?, pending_attributes = ?,
       password_hash = ?, password_history = ?, sealed_srp_verifier = ?,
       temporary_password_at = ?, mfa = ?, modified_at = ? WHERE pool_id = ? AND sub = ?`,
    user.status,
    ...changingValues(user),
    user.modifiedAt.getTime(),
    poolId,
    sub,
  )
  if (names) {
    await sql.run('DELETE FROM user_names WHERE pool_id = ? AND sub = ?', poolId, sub)
    await insertNames(sql, user, names, takeOver)
  }
  await replaceSearchValues(sql, user)
  if (revokeSignIns) await revokeSignInsOf(sql, poolId, sub)
}
