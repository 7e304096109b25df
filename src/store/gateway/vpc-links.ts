import type {
  IntegrationRecord,
  RouteRecord,
  VpcLinkRecord,
  VpcLinkStore,
  VpcLinkUse,
  WhenVpcLinkGone,
} from '../../gateway/store.ts'
import { fromJson } from './rows.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

/** VPC links in SQL: one row each. */
export function vpcLinkStore(database: Database): VpcLinkStore {
  return {
    async insertVpcLink(link) {
      const inserted = await database.run(
        'INSERT INTO vpc_link (region, id, document) VALUES (?, ?, ?) ON CONFLICT (region, id) DO NOTHING',
        link.region,
        link.vpcLinkId,
        JSON.stringify(link),
      )
      return inserted === 1
    },

    findVpcLink: (region, vpcLinkId) => readVpcLink(database, region, vpcLinkId),

    changeVpcLink: (region, vpcLinkId, change) =>
      database.transaction(async (sql) => {
        if (!(await lockVpcLink(sql, region, vpcLinkId))) return undefined
        const before = await readVpcLink(sql, region, vpcLinkId)
        const link = before && change(before)
        if (link)
          await sql.run(
            'UPDATE vpc_link SET document = ? WHERE region = ? AND id = ?',
            JSON.stringify(link),
            region,
            vpcLinkId,
          )
        return link
      }),

    deleteVpcLink: (region, vpcLinkId) =>
      database.transaction(async (sql) => {
        if (!(await lockVpcLink(sql, region, vpcLinkId))) return 'missing'
        const uses = await readUses(sql, region, vpcLinkId)
        if (uses.length > 0) return uses
        await sql.run('DELETE FROM vpc_link WHERE region = ? AND id = ?', region, vpcLinkId)
        return 'deleted'
      }),

    async listVpcLinks(region, page) {
      const rows = await database.all<{ document: string }>(
        'SELECT document FROM vpc_link WHERE region = ? AND id > ? ORDER BY id LIMIT ?',
        region,
        page.after ?? '',
        page.limit + 1,
      )
      const links = rows.map((row) => fromJson<VpcLinkRecord>(row.document))
      return pageOf(links, page.limit, (link) => link.vpcLinkId)
    },

    countVpcLinks: (region) => count(database, 'SELECT COUNT(*) AS count FROM vpc_link WHERE region = ?', region),
  }
}

/**
 * Keeps the links there that integrations newly go through, until the transaction ends: a deletion waits, and then sees the
 * integrations.
 */
export async function holdVpcLinks(
  sql: Sql,
  region: string,
  before: ReadonlyMap<string, IntegrationRecord>,
  after: ReadonlyMap<string, IntegrationRecord>,
  whenGone: WhenVpcLinkGone = failForGoneLink,
): Promise<void> {
  const used = new Set([...before.values()].map(({ connectionId }) => connectionId))
  const added = new Set([...after.values()].map(({ connectionId }) => connectionId).filter((id) => !used.has(id)))
  // In one order, so that of two changes none waits for the other in turn.
  for (const id of [...added].filter((each) => each !== undefined).toSorted((a, b) => (a < b ? -1 : 1)))
    if (!(await lockVpcLink(sql, region, id))) whenGone(id)
}

/** Where nobody expects one to be gone. */
function failForGoneLink(vpcLinkId: string): never {
  throw new Error(`there is no VPC link ${vpcLinkId}`)
}

/** Changes of one link come one after the other. False when there is no such link. */
async function lockVpcLink(sql: Sql, region: string, vpcLinkId: string): Promise<boolean> {
  const statement = 'UPDATE vpc_link SET id = id WHERE region = ? AND id = ?'
  return (await sql.run(statement, region, vpcLinkId)) === 1
}

async function readVpcLink(sql: Sql, region: string, vpcLinkId: string): Promise<VpcLinkRecord | undefined> {
  const statement = 'SELECT document FROM vpc_link WHERE region = ? AND id = ?'
  const row = await sql.get<{ document: string }>(statement, region, vpcLinkId)
  return row && fromJson(row.document)
}

/** Asked only when a link is to be deleted, so there is no index: the region's few integrations are read through. */
async function readUses(sql: Sql, region: string, vpcLinkId: string): Promise<VpcLinkUse[]> {
  const rowsOf = (part: 'route' | 'integration') =>
    sql.all<{ api: string; document: string }>(
      `SELECT part.api_id AS api, part.document AS document FROM http_api_${part} AS part
         JOIN http_api ON http_api.api_id = part.api_id
        WHERE http_api.region = ? ORDER BY part.api_id, part.id`,
      region,
    )
  const integrations = (await rowsOf('integration'))
    .map(({ api, document }) => ({ api, integration: fromJson<IntegrationRecord>(document) }))
    .filter(({ integration }) => integration.connectionId === vpcLinkId)
  if (integrations.length === 0) return []
  const routes = (await rowsOf('route')).map(({ api, document }) => ({ api, route: fromJson<RouteRecord>(document) }))
  return integrations.map(({ api, integration }) => {
    const target = `integrations/${integration.integrationId}`
    const leading = routes.filter((found) => found.api === api && found.route.target === target)
    return { integration, routes: leading.map(({ route }) => route) }
  })
}
