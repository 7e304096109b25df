import type { BrandingRecord, BrandingStore, UiCustomizationRecord } from '../../cognito/branding-store.ts'
import { hasClient } from './pools.ts'
import { cognitoTerms } from './terms.ts'
import { count } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface UiCustomizationRow {
  pool_id: string
  client_id: string | null
  css: string | null
  image: Uint8Array | null
  created_at: number
  modified_at: number
}

interface BrandingRow {
  id: string
  pool_id: string
  client_id: string
  use_cognito_provided_values: number
  settings: string | null
  assets: string
  created_at: number
  modified_at: number
  revision: number
}

/** How the login pages of all pools look, and the terms that users agree to there. */
export function cognitoBranding(database: Database): BrandingStore {
  return { ...uiCustomizations(database), ...brandings(database), ...cognitoTerms(database) }
}

type UiCustomizations = Pick<BrandingStore, 'putUiCustomization' | 'findUiCustomization' | 'deleteUiCustomization'>

function uiCustomizations(database: Database): UiCustomizations {
  return {
    putUiCustomization: (customization) => database.transaction((sql) => putUiCustomization(sql, customization)),
    findUiCustomization: (poolId, clientId) => findUiCustomization(database, poolId, clientId),
    async deleteUiCustomization(poolId, clientId = '') {
      await database.run('DELETE FROM ui_customizations WHERE pool_id = ? AND target = ?', poolId, clientId)
    },
  }
}

async function putUiCustomization(
  sql: Sql,
  customization: UiCustomizationRecord,
): Promise<UiCustomizationRecord | undefined> {
  const { poolId, clientId } = customization
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', poolId))) return undefined
  if (clientId !== undefined && !(await hasClient(sql, poolId, clientId))) return undefined
  await sql.run(
    `INSERT INTO ui_customizations (pool_id, target, client_id, css, image, created_at, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (pool_id, target) DO UPDATE SET css = excluded.css, image = excluded.image,
       modified_at = excluded.modified_at`,
    poolId,
    clientId ?? '',
    clientId ?? null,
    customization.css ?? null,
    customization.image ?? null,
    customization.createdAt.getTime(),
    customization.modifiedAt.getTime(),
  )
  return findUiCustomization(sql, poolId, clientId)
}

async function findUiCustomization(
  sql: Sql,
  poolId: string,
  clientId = '',
): Promise<UiCustomizationRecord | undefined> {
  const row = await sql.get<UiCustomizationRow>(
    'SELECT * FROM ui_customizations WHERE pool_id = ? AND target = ?',
    poolId,
    clientId,
  )
  if (!row) return undefined
  return {
    poolId: row.pool_id,
    ...(row.client_id !== null && { clientId: row.client_id }),
    ...(row.css !== null && { css: row.css }),
    ...(row.image !== null && { image: row.image }),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
  }
}

type Brandings = Omit<BrandingStore, keyof UiCustomizations | keyof ReturnType<typeof cognitoTerms>>

function brandings(database: Database): Brandings {
  return {
    insertBranding: (branding) => database.transaction((sql) => insertBranding(sql, branding)),
    findBranding: async (poolId, id) => {
      const row = await database.get<BrandingRow>(
        'SELECT * FROM managed_login_brandings WHERE pool_id = ? AND id = ?',
        poolId,
        id,
      )
      return row && brandingOf(row)
    },
    findBrandingOfClient: async (poolId, clientId) => {
      const row = await database.get<BrandingRow>(
        'SELECT * FROM managed_login_brandings WHERE pool_id = ? AND client_id = ?',
        poolId,
        clientId,
      )
      return row && brandingOf(row)
    },
    replaceBranding: async (branding) =>
      (await database.run(
        `UPDATE managed_login_brandings SET use_cognito_provided_values = ?, settings = ?, assets = ?, modified_at = ?,
           revision = revision + 1
         WHERE id = ? AND pool_id = ? AND revision = ?`,
        branding.useCognitoProvidedValues ? 1 : 0,
        branding.settings === undefined ? null : JSON.stringify(branding.settings),
        assetsText(branding),
        branding.modifiedAt.getTime(),
        branding.id,
        branding.poolId,
        branding.revision,
      )) > 0,
    deleteBranding: async (poolId, id) =>
      (await database.run('DELETE FROM managed_login_brandings WHERE pool_id = ? AND id = ?', poolId, id)) > 0,
    countBrandings: (poolId) =>
      count(database, 'SELECT COUNT(*) AS count FROM managed_login_brandings WHERE pool_id = ?', poolId),
  }
}

async function insertBranding(sql: Sql, branding: BrandingRecord): ReturnType<BrandingStore['insertBranding']> {
  if (!(await hasClient(sql, branding.poolId, branding.clientId))) return 'client-gone'
  const inserted = await sql.run(
    `INSERT INTO managed_login_brandings (id, pool_id, client_id, use_cognito_provided_values, settings, assets,
       created_at, modified_at, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_id) DO NOTHING`,
    branding.id,
    branding.poolId,
    branding.clientId,
    branding.useCognitoProvidedValues ? 1 : 0,
    branding.settings === undefined ? null : JSON.stringify(branding.settings),
    assetsText(branding),
    branding.createdAt.getTime(),
    branding.modifiedAt.getTime(),
    branding.revision,
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

type StoredAsset = Omit<BrandingRecord['assets'][number], 'Bytes'> & { readonly Bytes?: string }

/** Bytes are kept in base64. */
function assetsText({ assets }: BrandingRecord): string {
  return JSON.stringify(
    assets.map(({ Bytes, ...asset }): StoredAsset => ({
      ...asset,
      ...(Bytes && { Bytes: Buffer.from(Bytes).toString('base64') }),
    })),
  )
}

function brandingOf(row: BrandingRow): BrandingRecord {
  return {
    id: row.id,
    poolId: row.pool_id,
    clientId: row.client_id,
    useCognitoProvidedValues: row.use_cognito_provided_values === 1,
    ...(row.settings !== null && { settings: JSON.parse(row.settings) as NonNullable<BrandingRecord['settings']> }),
    assets: (JSON.parse(row.assets) as StoredAsset[]).map(({ Bytes, ...asset }) => ({
      ...asset,
      ...(Bytes !== undefined && { Bytes: new Uint8Array(Buffer.from(Bytes, 'base64')) }),
    })),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}
