import { changeHeaders, changeQuery } from '../mapping/apply-changes.ts'
import { evaluateMappings, type Mapping } from '../mapping/parameters.ts'
import type { MappingVariable } from '../mapping/expression.ts'
import { readVariable, type MessageSource } from '../mapping/read-variable.ts'
import { readRequestPath } from '../routing/request-path.ts'
import { Answer, badRequest } from './answers.ts'
import { readContextVariable } from './context-variables.ts'
import { headerValues } from './exchange.ts'
import { passHeaders } from './forward-headers.ts'
import { explainUnread, readBody } from './read-body.ts'
import type { Authorized, Mapped, OutgoingRequest } from './state.ts'
import type { Step } from './step.ts'

/** Makes the request that the integration gets of the client's, as the integration's request parameters say. */
export const mapRequest: Step<Authorized, Mapped> = {
  name: 'mapRequest',
  answers: [400, 413, 503],
  run: (state) => {
    const { integration } = state.match.target
    const mappings = 'explanation' in integration ? [] : integration.requestMappings
    const { authorization, exchange, query } = state
    const { headers } = exchange
    const signed = authorization?.kind === 'iam' ? authorization.body : undefined
    if (mappings.length === 0)
      return { ...state, outgoing: signed ? { headers, query, body: signed } : { headers, query } }
    if (!signed && mappings.some(({ value }) => value.readsBody))
      return readBody(exchange).then((body) => {
        if (!(body instanceof Answer)) return map(state, mappings, body)
        state.explanation.reason = explainUnread(body)
        return body
      })
    return map(state, mappings, signed)
  },
}

function map(state: Authorized, mappings: readonly Mapping[], body: Buffer | undefined): Mapped | Answer {
  const outgoing = applyMappings(state, mappings, body)
  return outgoing instanceof Answer ? outgoing : { ...state, outgoing }
}

function applyMappings(
  state: Authorized,
  mappings: readonly Mapping[],
  body: Buffer | undefined,
): OutgoingRequest | Answer {
  const source = describeMessage(state, body)
  const { changes, skipped } = evaluateMappings(mappings, (variable, place) =>
    place === 'path' ? readForPath(source, variable) : readVariable(source, variable),
  )
  if (skipped.length > 0) state.explanation.skippedMappings = skipped
  // What the client calls hop-by-hop goes first, so that it cannot take a mapped header away.
  const headers = changeHeaders(passHeaders(source.headers), changes)
  const outgoing = { headers, query: changeQuery(state.query, changes), ...(body && { body }) }
  const host = changes.some(({ place, name }) => place === 'header' && name.toLowerCase() === 'host')
    ? headerValues(headers, 'host')[0]
    : undefined
  const newPath = changes.find(({ place }) => place === 'path')?.text
  const path = newPath === undefined ? undefined : readMappedPath(newPath)
  if (path !== undefined && 'explanation' in path) {
    state.explanation.reason = `overwrite:path: ${path.explanation}`
    return badRequest
  }
  return { ...outgoing, ...(host && { host }), ...(path && { path: path.raw }) }
}

function describeMessage(state: Authorized, body: Buffer | undefined): MessageSource {
  return {
    headers: state.exchange.headers,
    query: state.query,
    path: state.path.raw,
    pathParameters: state.match.pathParameters,
    body,
    stageVariables: state.stage.stageVariables,
    readContext: (name) => readContextVariable(state, name),
  }
}

/** What the client wrote in its path goes into the new one byte for byte, anything else percent-encoded. */
function readForPath(source: MessageSource, variable: MappingVariable): string | undefined {
  if (variable.kind === 'path') return source.path
  if (variable.kind === 'path-variable') return source.pathParameters?.get(variable.name)?.raw
  return readVariable(source, variable)
    ?.toWellFormed()
    .replaceAll(/[^/]+/g, (text) => encodeURIComponent(text))
}

/** A mapped path is held to what a client's is: no dot segments, nothing that ends it. */
function readMappedPath(text: string) {
  const escaped = text.toWellFormed().replaceAll(/[?#]|[^\x21-\x7e]/gu, (character) => encodeURIComponent(character))
  return readRequestPath(escaped.startsWith('/') ? escaped : `/${escaped}`)
}
