import type {
  ApiConfiguration,
  ApiDraft,
  ApiRecord,
  DeployedApi,
  DeploymentSnapshot,
  GatewayStore,
  StageRecord,
} from '../../gateway/store.ts'
import { recordChange } from '../change-log.ts'
import { domainStore } from './domains.ts'
import { holdVpcLinks, vpcLinkStore } from './vpc-links.ts'
import { knownApis, readBack } from './known-apis.ts'
import { fromJson, lockApi, readApi, readApiState } from './rows.ts'
import { count } from '../pages.ts'
import type { Database, Sql, SqlValue } from '../sql.ts'

/** HTTP APIs in SQL: one row for the API, one for each of its parts. */
export function gatewayStore(database: Database): GatewayStore {
  const known = knownApis()
  return {
    insertApi: (api, whenVpcLinkGone) =>
      database.transaction(async (sql) => {
        const inserted = await sql.run(
          'INSERT INTO http_api (api_id, region, revision, document) VALUES (?, ?, 1, ?) ON CONFLICT (api_id) DO NOTHING',
          api.api.apiId,
          api.api.region,
          JSON.stringify(api.api),
        )
        if (inserted !== 1) return false
        await holdVpcLinks(sql, api.api.region, new Map(), api.integrations, whenVpcLinkGone)
        await writeParts(sql, emptyApi(api.api), api)
        return true
      }),

    async findApi(region, apiId) {
      const state = await readApiState(database, region, apiId)
      return state && (known.find(apiId, state) ?? readApi(database, region, apiId))
    },

    async changeApi(region, apiId, change, whenVpcLinkGone) {
      const changed = await database.transaction(
        async (sql) => {
          const state = await lockApi(sql, region, apiId)
          if (!state) return undefined
          const { revision, document } = state
          const before = known.find(apiId, { revision: revision - 1, document }) ?? (await readApi(sql, region, apiId))
          if (!before) return undefined
          const draft = draftOf(before)
          const result = change(draft)
          const after = { revision, document: draft.api === before.api ? document : JSON.stringify(draft.api) }
          if (draft.api !== before.api)
            await sql.run('UPDATE http_api SET document = ? WHERE api_id = ?', after.document, apiId)
          await holdVpcLinks(sql, region, before.integrations, draft.integrations, whenVpcLinkGone)
          await writeParts(sql, before, draft)
          if (!hasSameEntries(before.stages, draft.stages))
            await recordChange(sql, { kind: 'http-api', subject: apiId })
          return { result, state: after, api: readBack(before, draft) }
        },
        (committed) => committed && known.keep(committed.state, committed.api),
      )
      return changed?.result
    },

    deleteApi: (region, apiId) =>
      database.transaction(async (sql) => {
        if (!(await lockApi(sql, region, apiId))) return 'missing'
        if ((await count(sql, 'SELECT COUNT(*) AS count FROM domain_mapping WHERE api_id = ?', apiId)) > 0)
          return 'mapped'
        await sql.run('DELETE FROM http_api WHERE api_id = ?', apiId)
        await recordChange(sql, { kind: 'http-api', subject: apiId })
        return 'deleted'
      }),

    async listApis(region, page) {
      const rows = await database.all<{ document: string }>(
        'SELECT document FROM http_api WHERE region = ? AND api_id > ? ORDER BY api_id LIMIT ?',
        region,
        page.after ?? '',
        page.limit + 1,
      )
      const items = rows.slice(0, page.limit).map((row) => fromJson<ApiRecord>(row.document))
      const last = items.at(-1)
      return rows.length > page.limit && last ? { items, next: last.apiId } : { items }
    },

    countApis: (region) => count(database, 'SELECT COUNT(*) AS count FROM http_api WHERE region = ?', region),

    findDeployedApi: (apiId) => readDeployedApi(database, apiId),

    ...domainStore(database),
    ...vpcLinkStore(database),
  }
}

/** A change of what an API serves shows in its stages, which name their deployment. */
function hasSameEntries(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): boolean {
  return before.size === after.size && [...before].every(([key, value]) => after.get(key) === value)
}

function draftOf(api: ApiConfiguration): ApiDraft {
  return {
    api: api.api,
    routes: new Map(api.routes),
    integrations: new Map(api.integrations),
    authorizers: new Map(api.authorizers),
    stages: new Map(api.stages),
    deployments: new Map(api.deployments),
    snapshots: new Map(),
  }
}

function emptyApi(api: ApiRecord): ApiConfiguration {
  return {
    api,
    routes: new Map(),
    integrations: new Map(),
    authorizers: new Map(),
    stages: new Map(),
    deployments: new Map(),
  }
}

async function writeParts(sql: Sql, before: ApiConfiguration, after: ApiDraft): Promise<void> {
  const { api, routes, integrations, authorizers, stages, deployments, snapshots } = after
  const write = changeWriter(sql, api.apiId)
  const documentOf = (record: object): Columns => ({ document: JSON.stringify(record) })
  await write('http_api_route', before.routes, routes, documentOf)
  await write('http_api_integration', before.integrations, integrations, documentOf)
  await write('http_api_authorizer', before.authorizers, authorizers, documentOf)
  await write('http_api_deployment', before.deployments, deployments, (record) => {
    const snapshot = snapshots.get(record.deploymentId)
    return { ...documentOf(record), ...(snapshot && { snapshot: JSON.stringify(snapshot) }) }
  })
  await write('http_api_stage', before.stages, stages, (record) => ({
    ...documentOf(record),
    deployment_id: record.deploymentId ?? null,
  }))
}

type Columns = Readonly<Record<string, SqlValue>>

/** Writes the records of one table that are not the ones that were read. */
function changeWriter(sql: Sql, apiId: string) {
  return async <Part extends object>(
    table: string,
    before: ReadonlyMap<string, Part>,
    after: ReadonlyMap<string, Part>,
    columnsOf: (record: Part) => Columns,
  ): Promise<void> => {
    for (const id of before.keys())
      if (!after.has(id)) await sql.run(`DELETE FROM ${table} WHERE api_id = ? AND id = ?`, apiId, id)
    for (const [id, record] of after) {
      if (before.get(id) === record) continue
      const columns = columnsOf(record)
      const names = Object.keys(columns)
      const values = Object.values(columns)
      if (before.has(id)) {
        const assignments = names.map((name) => `${name} = ?`).join(', ')
        await sql.run(`UPDATE ${table} SET ${assignments} WHERE api_id = ? AND id = ?`, ...values, apiId, id)
      } else {
        const marks = names.map(() => ', ?').join('')
        await sql.run(
          `INSERT INTO ${table} (api_id, id, ${names.join(', ')}) VALUES (?, ?${marks})`,
          apiId,
          id,
          ...values,
        )
      }
    }
  }
}

/** One statement, so that a stage and what it serves fit together. */
async function readDeployedApi(sql: Sql, apiId: string): Promise<DeployedApi | undefined> {
  const rows = await sql.all<{ region: string; stage: string | null; snapshot: string | null }>(
    `SELECT api.region AS region, stage.document AS stage, deployment.snapshot AS snapshot
       FROM http_api AS api
       LEFT JOIN http_api_stage AS stage ON stage.api_id = api.api_id
       LEFT JOIN http_api_deployment AS deployment
         ON deployment.api_id = stage.api_id AND deployment.id = stage.deployment_id
      WHERE api.api_id = ? ORDER BY stage.id`,
    apiId,
  )
  const [first] = rows
  if (!first) return undefined
  const stages = rows.flatMap(({ stage, snapshot }) => {
    if (stage === null) return []
    const record = fromJson<StageRecord>(stage)
    return snapshot === null
      ? [{ stage: record }]
      : [{ stage: record, snapshot: fromJson<DeploymentSnapshot>(snapshot) }]
  })
  return { apiId, region: first.region, stages }
}
