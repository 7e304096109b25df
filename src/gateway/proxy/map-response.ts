import { changeHeaders } from '../mapping/apply-changes.ts'
import { evaluateMappings, readStatus, type Mapping } from '../mapping/parameters.ts'
import { readVariable } from '../mapping/read-variable.ts'
import { internalServerError, type Answer } from './answers.ts'
import { maxBodyBytes } from './check-head.ts'
import { readContextVariable } from './context-variables.ts'
import type { Integrated, IntegrationResponse } from './state.ts'
import type { Step } from './step.ts'

/** Changes what the integration answered, as its response parameters for that status say. */
export const mapResponse: Step<Integrated, Integrated> = {
  name: 'mapResponse',
  answers: [500],
  run: (state) => {
    const { integration } = state.match.target
    const { response } = state
    const mappings = 'explanation' in integration ? undefined : integration.responseMappings.get(response.status)
    if (mappings === undefined) return state
    if (!mappings.some(({ value }) => value.readsBody)) return map(state, mappings, undefined)
    return readWhole(response).then((body) => {
      if (typeof body !== 'string') return map(state, mappings, body)
      state.explanation.reason = body
      return internalServerError
    })
  },
}

function map(state: Integrated, mappings: readonly Mapping[], body: Buffer | undefined): Integrated | Answer {
  const {
    response,
    stage: { stageVariables },
  } = state
  const { headers } = response
  const source = { headers, body, stageVariables, readContext: (name: string) => readContextVariable(state, name) }
  const { changes, skipped } = evaluateMappings(mappings, (variable) => readVariable(source, variable))
  if (skipped.length > 0) state.explanation.skippedMappings = [...(state.explanation.skippedMappings ?? []), ...skipped]
  const statusText = changes.find(({ place }) => place === 'statuscode')?.text ?? String(response.status)
  const status = readStatus(statusText)
  if (status === undefined) {
    if (typeof response.body === 'object' && 'destroy' in response.body) response.body.destroy()
    state.explanation.reason = `overwrite:statuscode: ${JSON.stringify(statusText.slice(0, 100))} is no status from 200 to 599`
    return internalServerError
  }
  const mapped = { status, headers: changeHeaders(headers, changes), body: body ?? response.body }
  return { ...state, response: mapped }
}

const tooMany = `the integration's body has more than ${maxBodyBytes} bytes, too many to map`

/** The body, or why it could not be read. */
async function readWhole({ body }: IntegrationResponse): Promise<Buffer | string> {
  if (typeof body === 'string') return Buffer.from(body, 'latin1')
  if (Buffer.isBuffer(body)) return body.length > maxBodyBytes ? tooMany : body
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBodyBytes) return tooMany
      chunks.push(chunk)
    }
  } catch (error) {
    return `the integration's body broke off: ${error instanceof Error ? error.message : String(error)}`
  }
  return Buffer.concat(chunks)
}
