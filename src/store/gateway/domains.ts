import type { ApiMappingRecord, DomainNameRecord, DomainStore, MappedDomain } from '../../gateway/store.ts'
import { type ConfigurationChange, recordChange } from '../change-log.ts'
import { fromJson, lockApi, readApi } from './rows.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

/** Custom domain names in SQL: one row for the domain, one for each mapping. */
export function domainStore(database: Database): DomainStore {
  return {
    insertDomain: (domain) =>
      database.transaction(async (sql) => {
        const inserted = await sql.run(
          'INSERT INTO domain_name (name, region, revision, document) VALUES (?, ?, 1, ?) ON CONFLICT (name) DO NOTHING',
          domain.domainName,
          domain.region,
          JSON.stringify(domain),
        )
        if (inserted === 1) await recordChange(sql, changeOf(domain.region, domain.domainName))
        return inserted === 1
      }),

    findDomain: (region, domainName) => readDomain(database, region, domainName),

    changeDomain: ({ region, domainName, apiId }, change) =>
      database.transaction(async (sql) => {
        // The locks of both rows, in this order, before anything is read.
        const locked = await sql.run(
          'UPDATE domain_name SET revision = revision + 1 WHERE name = ? AND region = ?',
          domainName,
          region,
        )
        const before = locked === 1 ? await readDomain(sql, region, domainName) : undefined
        if (!before) return undefined
        const api =
          apiId !== undefined && (await lockApi(sql, region, apiId)) ? await readApi(sql, region, apiId) : undefined
        const draft = { domain: before.domain, mappings: new Map(before.mappings) }
        const result = change(draft, api)
        if (draft.domain !== before.domain)
          await sql.run('UPDATE domain_name SET document = ? WHERE name = ?', JSON.stringify(draft.domain), domainName)
        await writeMappings(sql, before, draft.mappings)
        await recordChange(sql, changeOf(region, domainName))
        return result
      }),

    deleteDomain: (region, domainName) =>
      database.transaction(async (sql) => {
        const deleted = await sql.run('DELETE FROM domain_name WHERE name = ? AND region = ?', domainName, region)
        if (deleted === 1) await recordChange(sql, changeOf(region, domainName))
        return deleted === 1
      }),

    async listDomains(region, page) {
      const rows = await database.all<{ document: string }>(
        'SELECT document FROM domain_name WHERE region = ? AND name > ? ORDER BY name LIMIT ?',
        region,
        page.after ?? '',
        page.limit + 1,
      )
      const domains = rows.map((row) => fromJson<DomainNameRecord>(row.document))
      return pageOf(domains, page.limit, (domain) => domain.domainName)
    },

    countDomains: (region) => count(database, 'SELECT COUNT(*) AS count FROM domain_name WHERE region = ?', region),

    async listMappedDomains() {
      const rows = await database.all<Row>(`${selectDomains} ORDER BY domain.name, mapping.id`)
      const byName = Map.groupBy(rows, (row) => row.name)
      return [...byName.values()].flatMap((group) => domainOf(group) ?? [])
    },
  }
}

function changeOf(region: string, domainName: string): ConfigurationChange {
  return { kind: 'domain-name', subject: `${region}/${domainName}` }
}

interface Row {
  readonly name: string
  readonly domain: string
  readonly mapping: string | null
}

const selectDomains = `SELECT domain.name AS name, domain.document AS domain, mapping.document AS mapping
  FROM domain_name AS domain LEFT JOIN domain_mapping AS mapping ON mapping.domain_name = domain.name`

/** One statement, so that a domain and its mappings fit together. */
async function readDomain(sql: Sql, region: string, domainName: string): Promise<MappedDomain | undefined> {
  const place = 'WHERE domain.name = ? AND domain.region = ? ORDER BY mapping.id'
  return domainOf(await sql.all<Row>(`${selectDomains} ${place}`, domainName, region))
}

/** @param rows all of one domain */
function domainOf(rows: readonly Row[]): MappedDomain | undefined {
  const [first] = rows
  if (!first) return undefined
  const mappings = rows.flatMap(({ mapping }) => (mapping === null ? [] : [fromJson<ApiMappingRecord>(mapping)]))
  return {
    domain: fromJson(first.domain),
    mappings: new Map(mappings.map((mapping) => [mapping.apiMappingId, mapping])),
  }
}

async function writeMappings(
  sql: Sql,
  { domain, mappings: before }: MappedDomain,
  after: ReadonlyMap<string, ApiMappingRecord>,
): Promise<void> {
  // What changed is deleted first, so that no two mappings have one key in between.
  for (const [id, mapping] of before)
    if (after.get(id) !== mapping)
      await sql.run('DELETE FROM domain_mapping WHERE domain_name = ? AND id = ?', domain.domainName, id)
  for (const [id, mapping] of after)
    if (before.get(id) !== mapping)
      await sql.run(
        'INSERT INTO domain_mapping (domain_name, id, mapping_key, api_id, document) VALUES (?, ?, ?, ?, ?)',
        domain.domainName,
        id,
        mapping.apiMappingKey,
        mapping.apiId,
        JSON.stringify(mapping),
      )
}
