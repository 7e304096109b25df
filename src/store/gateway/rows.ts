import type {
  ApiConfiguration,
  AuthorizerRecord,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from '../../gateway/store.ts'
import type { Sql } from '../sql.ts'

/** What an API's row says of its state: every change gives it another revision, and an API made anew another document. */
export interface ApiState {
  readonly revision: number
  /** The API's own record, as JSON. */
  readonly document: string
}

/**
 * Takes the lock of an API's row before anything is read, and answers the state that the API has with it: changes of one
 * API come one after the other. Undefined when there is no such API.
 */
export function lockApi(sql: Sql, region: string, apiId: string): Promise<ApiState | undefined> {
  return sql.get<ApiState>(
    'UPDATE http_api SET revision = revision + 1 WHERE api_id = ? AND region = ? RETURNING revision, document',
    apiId,
    region,
  )
}

export function readApiState(sql: Sql, region: string, apiId: string): Promise<ApiState | undefined> {
  return sql.get<ApiState>('SELECT revision, document FROM http_api WHERE api_id = ? AND region = ?', apiId, region)
}

const parts = ['route', 'integration', 'authorizer', 'stage', 'deployment'] as const

const selectApi = [
  `SELECT 'api' AS kind, api_id AS id, document FROM http_api WHERE api_id = ? AND region = ?`,
  ...parts.map((part) => `SELECT '${part}' AS kind, id, document FROM http_api_${part} WHERE api_id = ?`),
].join(' UNION ALL ')

/** One statement, so that the parts fit together. */
export async function readApi(sql: Sql, region: string, apiId: string): Promise<ApiConfiguration | undefined> {
  const rows = await sql.all<{ kind: string; id: string; document: string }>(
    `SELECT kind, id, document FROM (${selectApi}) AS part ORDER BY kind, id`,
    apiId,
    region,
    ...parts.map(() => apiId),
  )
  const api = rows.find((row) => row.kind === 'api')
  if (!api) return undefined
  const partsOf = <Part>(kind: string): Map<string, Part> =>
    new Map(rows.filter((row) => row.kind === kind).map((row) => [row.id, fromJson<Part>(row.document)]))
  const deployments = [...partsOf<DeploymentRecord>('deployment')]
  return {
    api: fromJson(api.document),
    routes: partsOf<RouteRecord>('route'),
    integrations: partsOf<IntegrationRecord>('integration'),
    authorizers: partsOf<AuthorizerRecord>('authorizer'),
    stages: partsOf<StageRecord>('stage'),
    deployments: new Map(deployments.toSorted(([, a], [, b]) => a.createdAt.getTime() - b.createdAt.getTime())),
  }
}

/** Dates are only ever members of the record itself: inside tags and variables the same names are the user's. */
export function fromJson<Part>(text: string): Part {
  const record = JSON.parse(text) as Record<string, unknown>
  for (const name of ['createdAt', 'updatedAt'])
    if (typeof record[name] === 'string') record[name] = new Date(record[name])
  return record as Part
}
