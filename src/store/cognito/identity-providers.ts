import type { IdentityProviderRecord, IdentityProviderStore, SamlTrust } from '../../cognito/identity-provider-store.ts'
import { changeLinkedUsers } from './identity-links.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface IdentityProviderRow {
  pool_id: string
  name: string
  type: string
  sealed_details: Uint8Array
  entity_id: string | null
  saml: string | null
  attribute_mapping: string
  identifiers: string
  created_at: number
  modified_at: number
  revision: number
}

/** Identity providers of all pools. */
export function cognitoIdentityProviders(database: Database): IdentityProviderStore {
  return {
    insertIdentityProvider: (provider) =>
      unlessIdentifierTaken(() => database.transaction((sql) => insertProvider(sql, provider))),
    findIdentityProvider: async (poolId, name) => {
      const row = await database.get<IdentityProviderRow>(
        'SELECT * FROM identity_providers WHERE pool_id = ? AND name = ?',
        poolId,
        name,
      )
      return row && providerOf(row)
    },
    findIdentityProviderByIdentifier: async (poolId, identifier) => {
      const row = await database.get<IdentityProviderRow>(
        `SELECT providers.* FROM identity_provider_identifiers AS found
           JOIN identity_providers AS providers
             ON providers.pool_id = found.pool_id AND providers.name = found.provider_name
         WHERE found.pool_id = ? AND found.identifier = ?`,
        poolId,
        identifier,
      )
      return row && providerOf(row)
    },
    replaceIdentityProvider: (provider) =>
      unlessIdentifierTaken(() => database.transaction((sql) => replaceProvider(sql, provider))),
    deleteIdentityProvider: (poolId, name, unlink) =>
      database.transaction(async (sql) => {
        await changeLinkedUsers(sql, poolId, name, unlink)
        return (await sql.run('DELETE FROM identity_providers WHERE pool_id = ? AND name = ?', poolId, name)) > 0
      }),
    countIdentityProviders: (poolId) =>
      count(database, 'SELECT COUNT(*) AS count FROM identity_providers WHERE pool_id = ?', poolId),
    listIdentityProviders: async (poolId, { limit, after = '' }) => {
      const rows = await database.all<IdentityProviderRow>(
        'SELECT * FROM identity_providers WHERE pool_id = ? AND name > ? ORDER BY name LIMIT ?',
        poolId,
        after,
        limit + 1,
      )
      return pageOf(rows.map(providerOf), limit, ({ name }) => name)
    },
  }
}

/** Rolls the transaction back; never leaves this file. */
class IdentifierTaken extends Error {}

async function unlessIdentifierTaken<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | 'identifier-taken'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof IdentifierTaken) return 'identifier-taken'
    throw error
  }
}

async function insertProvider(
  sql: Sql,
  provider: IdentityProviderRecord,
): Promise<'inserted' | 'exists' | 'pool-gone'> {
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', provider.poolId))) return 'pool-gone'
  const inserted = await sql.run(
    `INSERT INTO identity_providers (pool_id, name, type, sealed_details, entity_id, saml, attribute_mapping, identifiers,
       created_at, modified_at, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, name) DO NOTHING`,
    provider.poolId,
    provider.name,
    provider.type,
    provider.sealedDetails,
    provider.entityId ?? null,
    provider.saml === undefined ? null : JSON.stringify(provider.saml),
    JSON.stringify(provider.attributeMapping),
    JSON.stringify(provider.identifiers),
    provider.createdAt.getTime(),
    provider.modifiedAt.getTime(),
    provider.revision,
  )
  if (inserted === 0) return 'exists'
  await insertIdentifiers(sql, provider)
  return 'inserted'
}

async function replaceProvider(sql: Sql, provider: IdentityProviderRecord): Promise<'replaced' | 'changed'> {
  const replaced = await sql.run(
    `UPDATE identity_providers SET sealed_details = ?, entity_id = ?, saml = ?, attribute_mapping = ?, identifiers = ?,
       modified_at = ?, revision = revision + 1
     WHERE pool_id = ? AND name = ? AND revision = ?`,
    provider.sealedDetails,
    provider.entityId ?? null,
    provider.saml === undefined ? null : JSON.stringify(provider.saml),
    JSON.stringify(provider.attributeMapping),
    JSON.stringify(provider.identifiers),
    provider.modifiedAt.getTime(),
    provider.poolId,
    provider.name,
    provider.revision,
  )
  if (replaced === 0) return 'changed'
  await sql.run(
    'DELETE FROM identity_provider_identifiers WHERE pool_id = ? AND provider_name = ?',
    provider.poolId,
    provider.name,
  )
  await insertIdentifiers(sql, provider)
  return 'replaced'
}

async function insertIdentifiers(sql: Sql, { poolId, name, identifiers }: IdentityProviderRecord): Promise<void> {
  for (const identifier of identifiers) {
    const inserted = await sql.run(
      `INSERT INTO identity_provider_identifiers (pool_id, identifier, provider_name) VALUES (?, ?, ?)
       ON CONFLICT (pool_id, identifier) DO NOTHING`,
      poolId,
      identifier,
      name,
    )
    if (inserted === 0) throw new IdentifierTaken()
  }
}

function providerOf(row: IdentityProviderRow): IdentityProviderRecord {
  return {
    poolId: row.pool_id,
    name: row.name,
    type: row.type as IdentityProviderRecord['type'],
    sealedDetails: row.sealed_details,
    ...(row.entity_id !== null && { entityId: row.entity_id }),
    ...(row.saml !== null && { saml: JSON.parse(row.saml) as SamlTrust }),
    attributeMapping: JSON.parse(row.attribute_mapping) as Record<string, string>,
    identifiers: JSON.parse(row.identifiers) as string[],
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}
