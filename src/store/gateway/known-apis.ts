import type { ApiConfiguration, ApiDraft } from '../../gateway/store.ts'
import { type ApiState, fromJson } from './rows.ts'

/**
 * APIs as this node changed them last. While a template makes an API's parts one by one, each change needs the whole API
 * to be checked against: so it is not read again from some hundred rows.
 */
export interface KnownApis {
  /** The API in exactly this state, if it is known. */
  find(apiId: string, state: ApiState): ApiConfiguration | undefined
  /** Learns what has been committed, and nothing else: of a change that is taken back, another may have the revision. */
  keep(state: ApiState, api: ApiConfiguration): void
}

/** Each has up to 300 routes and 300 integrations, most have few: half a megabyte at most. */
const kept = 16

export function knownApis(): KnownApis {
  const known = new Map<string, { readonly state: ApiState; readonly api: ApiConfiguration }>()
  return {
    find: (apiId, { revision, document }) => {
      const entry = known.get(apiId)
      return entry?.state.revision === revision && entry.state.document === document ? entry.api : undefined
    },
    keep: (state, api) => {
      const { apiId } = api.api
      known.delete(apiId)
      known.set(apiId, { state, api })
      const [oldest] = known.keys()
      if (known.size > kept && oldest !== undefined) known.delete(oldest)
    },
  }
}

/** What reading the API would give once the change is written. */
export function readBack(before: ApiConfiguration, draft: ApiDraft): ApiConfiguration {
  return {
    api: draft.api === before.api ? before.api : fromJson(JSON.stringify(draft.api)),
    routes: partsRead(before.routes, draft.routes),
    integrations: partsRead(before.integrations, draft.integrations),
    authorizers: partsRead(before.authorizers, draft.authorizers),
    stages: partsRead(before.stages, draft.stages),
    deployments: partsRead(before.deployments, draft.deployments),
  }
}

function partsRead<Part extends object>(
  before: ReadonlyMap<string, Part>,
  after: ReadonlyMap<string, Part>,
): ReadonlyMap<string, Part> {
  return new Map(
    [...after].map(([id, part]) => [id, before.get(id) === part ? part : fromJson<Part>(JSON.stringify(part))]),
  )
}
