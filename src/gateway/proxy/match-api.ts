import { notFound, type Answer } from './answers.ts'
import type { DomainPlace, WithApi, WithPath } from './state.ts'
import type { Step } from './step.ts'

/** Finds the API that the request's host or path names, or the mapping of a custom domain for the path. */
export const matchApi: Step<WithPath, WithApi> = {
  name: 'matchApi',
  answers: [404],
  run: (state) =>
    'hostName' in state.place ? matchMapping(state, state.place) : findApi(state, state.place.apiId, undefined),
}

function matchMapping(state: WithPath, { hostName }: DomainPlace): Promise<WithApi | Answer> | Answer {
  const { explanation, path, plane } = state
  const domain = plane.domains.find(hostName)
  const mapping = domain?.match(path)
  if (mapping) {
    explanation.apiMapping = `"${mapping.apiMappingKey}" of ${domain?.domainName}`
    explanation.apiId = mapping.apiId
    return findApi(state, mapping.apiId, mapping)
  }
  const keys = domain?.keys.map((key) => `"${key}"`).join(', ') || 'none'
  explanation.reason = domain
    ? `no API mapping of ${domain.domainName} has a key that the path begins with (keys: ${keys})`
    : `there is no custom domain ${hostName}`
  return notFound
}

async function findApi(state: WithPath, apiId: string, mapping: WithApi['mapping']): Promise<WithApi | Answer> {
  const api = await state.plane.apis.find(apiId)
  if (api) return { ...state, api, mapping, clientPath: state.path, path: mapping?.path ?? state.path }
  state.explanation.reason = `there is no API ${apiId}`
  return notFound
}
