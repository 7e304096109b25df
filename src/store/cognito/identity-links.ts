import type { IdentityLinkStore, ProviderIdentity } from '../../cognito/identity-link-store.ts'
import type { UserRecord } from '../../cognito/store.ts'
import { type UserRow, userOf } from './user-rows.ts'
import { findRow, insertUser, NameTaken, unlessTaken, writeUser } from './users.ts'
import { count } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

/** Which users of all pools sign in by which identities. */
export function cognitoIdentityLinks(database: Database): IdentityLinkStore {
  return {
    linkIdentity: (identity, sub, attributesAtMost, change) =>
      database.transaction((sql) => linkIdentity(sql, identity, sub, attributesAtMost, change)),
    findLinkedUser: async (identity) => userOf(await findLinkedRow(database, identity)),
    async listLinkAttributes(poolId, providerName) {
      const rows = await database.all<{ attribute_name: string }>(
        'SELECT DISTINCT attribute_name FROM identity_links WHERE pool_id = ? AND provider_name = ? ORDER BY attribute_name',
        poolId,
        providerName,
      )
      return rows.map(({ attribute_name: name }) => name)
    },
    async insertLinkedUser(user, names, identity) {
      const inserted = await unlessTaken(() =>
        database.transaction(async (sql) => {
          await insertUser(sql, user, names, undefined)
          if (!(await insertLink(sql, identity, user.sub))) throw new NameTaken('sub')
        }),
      )
      return inserted === undefined
    },
    unlinkIdentity: (identity, change) => database.transaction((sql) => unlinkIdentity(sql, identity, change)),
  }
}

function keyOf({ poolId, providerName, attributeName, attributeValue }: ProviderIdentity): string[] {
  return [poolId, providerName, attributeName, attributeValue]
}

function findLinkedRow(sql: Sql, identity: ProviderIdentity): Promise<UserRow | undefined> {
  return sql.get<UserRow>(
    `SELECT users.* FROM identity_links AS links
       JOIN users ON users.pool_id = links.pool_id AND users.sub = links.sub
     WHERE links.pool_id = ? AND links.provider_name = ? AND links.attribute_name = ? AND links.attribute_value = ?`,
    ...keyOf(identity),
  )
}

async function linkIdentity(
  sql: Sql,
  identity: ProviderIdentity,
  sub: string,
  attributesAtMost: number,
  change: (user: UserRecord) => UserRecord | undefined,
): ReturnType<IdentityLinkStore['linkIdentity']> {
  const { poolId, providerName, attributeName } = identity
  const row = await findRow(sql, poolId, sub)
  if (!row) return 'user-gone'
  if (await findLinkedRow(sql, identity)) return 'taken'
  const otherAttributes = await count(
    sql,
    `SELECT COUNT(DISTINCT attribute_name) AS count FROM identity_links
     WHERE pool_id = ? AND provider_name = ? AND attribute_name <> ?`,
    poolId,
    providerName,
    attributeName,
  )
  if (otherAttributes >= attributesAtMost) return 'too-many-attributes'
  const changed = change(userOf(row))
  if (!changed) return 'declined'
  if (!(await insertLink(sql, identity, sub))) return 'taken'
  await writeUser(sql, row, { user: changed })
  return 'linked'
}

async function insertLink(sql: Sql, identity: ProviderIdentity, sub: string): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO identity_links (pool_id, provider_name, attribute_name, attribute_value, sub) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (pool_id, provider_name, attribute_name, attribute_value) DO NOTHING`,
    ...keyOf(identity),
    sub,
  )
  return inserted > 0
}

async function unlinkIdentity(
  sql: Sql,
  identity: ProviderIdentity,
  change: (user: UserRecord) => UserRecord,
): Promise<boolean> {
  const row = await findLinkedRow(sql, identity)
  if (!row) return false
  await sql.run(
    `DELETE FROM identity_links
     WHERE pool_id = ? AND provider_name = ? AND attribute_name = ? AND attribute_value = ?`,
    ...keyOf(identity),
  )
  await writeUser(sql, row, { user: change(userOf(row)) })
  return true
}

/** Changes every user who is linked to a provider, before its links go with it. */
export async function changeLinkedUsers(
  sql: Sql,
  poolId: string,
  providerName: string,
  change: (user: UserRecord) => UserRecord,
): Promise<void> {
  const rows = await sql.all<UserRow>(
    `SELECT DISTINCT users.* FROM identity_links AS links
       JOIN users ON users.pool_id = links.pool_id AND users.sub = links.sub
     WHERE links.pool_id = ? AND links.provider_name = ?`,
    poolId,
    providerName,
  )
  for (const row of rows) await writeUser(sql, row, { user: change(userOf(row)) })
}
