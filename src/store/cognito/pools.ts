import type {
  ClientRecord,
  ClientSecret,
  ClientStore,
  PoolRecord,
  PoolStore,
  SigningKeyRecord,
} from '../../cognito/store.ts'
import type { RiskConfiguration } from '../../cognito/threat-protection/configurations.ts'
import { recordChange } from '../change-log.ts'
import { estimateUsers } from './user-lists.ts'
import { documentReader } from '../kept-documents.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface PoolRow {
  id: string
  region: string
  name: string
  settings: string
  tags: string
  risk_configuration: string | null
  log_configurations: string | null
  created_at: number
  modified_at: number
  revision: number
}

interface ClientRow {
  id: string
  pool_id: string
  name: string
  secrets: string | null
  settings: string
  risk_configuration: string | null
  created_at: number
  modified_at: number
  revision: number
}

interface SigningKeyRow {
  kid: string
  pool_id: string
  key_use: SigningKeyRecord['use']
  sealed_private_key: Uint8Array
  created_at: number
}

/** User pools, their app clients and their signing keys. */
export function cognitoPools(database: Database): PoolStore & ClientStore {
  return { ...pools(database), ...clients(database) }
}

function pools(database: Database): PoolStore {
  return {
    insertPool: (pool, keys) => database.transaction((sql) => insertPool(sql, pool, keys)),
    findPool: async (id) => {
      const row = await database.get<PoolRow>('SELECT * FROM user_pools WHERE id = ?', id)
      return row && poolOf(row)
    },
    replacePool: async (pool) =>
      (await database.run(
        `UPDATE user_pools SET name = ?, settings = ?, tags = ?, risk_configuration = ?, log_configurations = ?,
           modified_at = ?, revision = revision + 1
         WHERE id = ? AND revision = ?`,
        pool.name,
        JSON.stringify(pool.settings),
        JSON.stringify(pool.tags),
        textOrNull(pool.riskConfiguration),
        textOrNull(pool.logConfigurations),
        pool.modifiedAt.getTime(),
        pool.id,
        pool.revision,
      )) > 0,
    deletePool: (id) =>
      database.transaction(async (sql) => {
        const deleted = await sql.run('DELETE FROM user_pools WHERE id = ?', id)
        if (deleted > 0) await recordChange(sql, { kind: 'signing-keys', subject: id })
        return deleted > 0
      }),
    listPools: async (region, { limit, after = '' }) => {
      const rows = await database.all<PoolRow>(
        'SELECT * FROM user_pools WHERE region = ? AND id > ? ORDER BY id LIMIT ?',
        region,
        after,
        limit + 1,
      )
      return pageOf(rows.map(poolOf), limit, ({ id }) => id)
    },
    countPools: (region) => count(database, 'SELECT COUNT(*) AS count FROM user_pools WHERE region = ?', region),
    estimateUsers: (poolId) => estimateUsers(database, poolId),
    listSigningKeys: async (poolId) => {
      const rows = await database.all<SigningKeyRow>(
        'SELECT * FROM signing_keys WHERE pool_id = ? ORDER BY key_use, created_at DESC',
        poolId,
      )
      return rows.map(signingKeyOf)
    },
    replaceSigningKeys: (poolId, added, dropped) =>
      database.transaction(async (sql) => {
        if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', poolId))) return false
        for (const kid of dropped) await sql.run('DELETE FROM signing_keys WHERE pool_id = ? AND kid = ?', poolId, kid)
        await insertSigningKeys(sql, added)
        await recordChange(sql, { kind: 'signing-keys', subject: poolId })
        return true
      }),
    insertSamlKey: (key) =>
      database.transaction(async (sql) => {
        if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', key.poolId))) return undefined
        await insertSigningKeys(sql, [key], 'ON CONFLICT DO NOTHING')
        const row = await sql.get<SigningKeyRow>(
          "SELECT * FROM signing_keys WHERE pool_id = ? AND key_use = 'saml'",
          key.poolId,
        )
        return row && signingKeyOf(row)
      }),
  }
}

function clients(database: Database): ClientStore {
  return {
    insertClient: (client) => database.transaction((sql) => insertClient(sql, client)),
    findClient: async (id) => {
      const row = await database.get<ClientRow>('SELECT * FROM user_pool_clients WHERE id = ?', id)
      return row && clientOf(row)
    },
    replaceClient: async (client) =>
      (await database.run(
        `UPDATE user_pool_clients SET name = ?, secrets = ?, settings = ?, risk_configuration = ?, modified_at = ?,
           revision = revision + 1
         WHERE id = ? AND revision = ?`,
        client.name,
        secretsText(client),
        JSON.stringify(client.settings),
        textOrNull(client.riskConfiguration),
        client.modifiedAt.getTime(),
        client.id,
        client.revision,
      )) > 0,
    deleteClient: async (poolId, id) =>
      (await database.run('DELETE FROM user_pool_clients WHERE pool_id = ? AND id = ?', poolId, id)) > 0,
    countClients: (poolId) =>
      count(database, 'SELECT COUNT(*) AS count FROM user_pool_clients WHERE pool_id = ?', poolId),
    listClients: async (poolId, { limit, after = '' }) => {
      const rows = await database.all<ClientRow>(
        'SELECT * FROM user_pool_clients WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?',
        poolId,
        after,
        limit + 1,
      )
      return pageOf(rows.map(clientOf), limit, ({ id }) => id)
    },
  }
}

async function insertPool(sql: Sql, pool: PoolRecord, keys: readonly SigningKeyRecord[]): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO user_pools (id, region, name, settings, tags, risk_configuration, log_configurations, created_at,
       modified_at, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    pool.id,
    pool.region,
    pool.name,
    JSON.stringify(pool.settings),
    JSON.stringify(pool.tags),
    textOrNull(pool.riskConfiguration),
    textOrNull(pool.logConfigurations),
    pool.createdAt.getTime(),
    pool.modifiedAt.getTime(),
    pool.revision,
  )
  if (inserted === 0) return false
  await insertSigningKeys(sql, keys)
  return true
}

async function insertSigningKeys(sql: Sql, keys: readonly SigningKeyRecord[], conflict = ''): Promise<void> {
  for (const key of keys)
    await sql.run(
      `INSERT INTO signing_keys (kid, pool_id, key_use, sealed_private_key, created_at) VALUES (?, ?, ?, ?, ?) ${conflict}`,
      key.kid,
      key.poolId,
      key.use,
      key.sealedPrivateKey,
      key.createdAt.getTime(),
    )
}

async function insertClient(sql: Sql, client: ClientRecord): Promise<boolean> {
  if (!(await sql.get('SELECT id FROM user_pools WHERE id = ?', client.poolId))) return false
  const inserted = await sql.run(
    `INSERT INTO user_pool_clients (id, pool_id, name, secrets, settings, risk_configuration, created_at, modified_at,
       revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    client.id,
    client.poolId,
    client.name,
    secretsText(client),
    JSON.stringify(client.settings),
    textOrNull(client.riskConfiguration),
    client.createdAt.getTime(),
    client.modifiedAt.getTime(),
    client.revision,
  )
  return inserted > 0
}

/** Whether a pool has an app client of this id. */
export async function hasClient(sql: Sql, poolId: string, clientId: string): Promise<boolean> {
  const found = await sql.get('SELECT 1 AS found FROM user_pool_clients WHERE id = ? AND pool_id = ?', clientId, poolId)
  return found !== undefined
}

const readSettings = documentReader<PoolRecord['settings']>()

function poolOf(row: PoolRow): PoolRecord {
  return {
    id: row.id,
    region: row.region,
    name: row.name,
    settings: readSettings(row.id, row.settings),
    tags: JSON.parse(row.tags) as PoolRecord['tags'],
    ...(row.risk_configuration !== null && { riskConfiguration: riskConfigurationOf(row.risk_configuration) }),
    ...(row.log_configurations !== null && {
      logConfigurations: JSON.parse(row.log_configurations) as NonNullable<PoolRecord['logConfigurations']>,
    }),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}

function clientOf(row: ClientRow): ClientRecord {
  return {
    id: row.id,
    poolId: row.pool_id,
    name: row.name,
    ...(row.secrets !== null && { secrets: secretsOf(row.secrets) }),
    settings: JSON.parse(row.settings) as ClientRecord['settings'],
    ...(row.risk_configuration !== null && { riskConfiguration: riskConfigurationOf(row.risk_configuration) }),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}

function textOrNull(document: object | undefined): string | null {
  return document === undefined ? null : JSON.stringify(document)
}

function riskConfigurationOf(text: string): RiskConfiguration {
  const stored = JSON.parse(text) as Omit<RiskConfiguration, 'LastModifiedDate'> & { LastModifiedDate: string }
  return { ...stored, LastModifiedDate: new Date(stored.LastModifiedDate) }
}

interface StoredSecret {
  readonly id: string
  /** In base64. */
  readonly sealed: string
  readonly createdAt: number
}

function secretsText({ secrets }: ClientRecord): string | null {
  const stored = secrets?.map(({ id, sealed, createdAt }): StoredSecret => {
    return { id, sealed: Buffer.from(sealed).toString('base64'), createdAt: createdAt.getTime() }
  })
  return stored ? JSON.stringify(stored) : null
}

function secretsOf(text: string): ClientSecret[] {
  return (JSON.parse(text) as StoredSecret[]).map(({ id, sealed, createdAt }) => {
    return { id, sealed: Buffer.from(sealed, 'base64'), createdAt: new Date(createdAt) }
  })
}

function signingKeyOf(row: SigningKeyRow): SigningKeyRecord {
  return {
    kid: row.kid,
    poolId: row.pool_id,
    use: row.key_use,
    sealedPrivateKey: row.sealed_private_key,
    createdAt: new Date(row.created_at),
  }
}
