import { forbidden, notFound, type Answer } from './answers.ts'
import type { LiveApi } from './live-api.ts'
import type { DomainPlace, WithApi, WithPath } from './state.ts'
import type { Step } from './step.ts'

/**
 * Finds the API that the request's host or path names, or the mapping of a custom domain for the path; one with mutual
 * TLS knows only clients that have shown a certificate to it.
 */
export const matchApi: Step<WithPath, WithApi> = {
  name: 'matchApi',
  answers: [403, 404],
  run: (state) =>
    'hostName' in state.place ? matchMapping(state, state.place) : findApi(state, state.place.apiId, undefined),
}

function matchMapping(state: WithPath, { hostName }: DomainPlace): WithApi | Answer | Promise<WithApi | Answer> {
  const { explanation, path, plane } = state
  const domain = plane.domains.find(hostName)
  const refusal = domain?.truststore === undefined ? undefined : findRefusal(state, domain.domainName)
  if (refusal !== undefined) {
    explanation.reason = `${domain?.domainName} has mutual TLS: ${refusal}`
    return forbidden()
  }
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

/** Why a domain with mutual TLS does not let a request in: its own truststore must have judged the certificate. */
function findRefusal({ exchange, plane }: WithPath, domainName: string): string | undefined {
  const { tlsPeer } = exchange
  if (!tlsPeer) return 'the request did not come over TLS'
  const { serverName = 'no name', certificate, refusal } = tlsPeer
  if (plane.domains.find(serverName)?.domainName !== domainName) return `the connection was made to ${serverName}`
  return certificate ? undefined : (refusal ?? 'there is no certificate')
}

function findApi(
  state: WithPath,
  apiId: string,
  mapping: WithApi['mapping'],
): WithApi | Answer | Promise<WithApi | Answer> {
  const found = state.plane.apis.find(apiId)
  return found instanceof Promise
    ? found.then((api) => withApi(state, apiId, api, mapping))
    : withApi(state, apiId, found, mapping)
}

function withApi(
  state: WithPath,
  apiId: string,
  api: LiveApi | undefined,
  mapping: WithApi['mapping'],
): WithApi | Answer {
  if (api) return { ...state, api, mapping, clientPath: state.path, path: mapping?.path ?? state.path }
  state.explanation.reason = `there is no API ${apiId}`
  return notFound
}
