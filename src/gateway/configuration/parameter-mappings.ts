import type { Fails } from '../../wire/operation.ts'
import type { Side } from '../mapping/expression.ts'
import { readMapping } from '../mapping/parameters.ts'
import type { Input, Item } from '../service.ts'
import type { IntegrationRecord } from '../store.ts'

type Parameters = Readonly<Record<string, string>>
type MappingContext = Fails<'BadRequestException'>
type Mappings = Pick<IntegrationRecord, 'requestParameters' | 'responseParameters'>

/**
 * The parameter mappings that `input` makes of `current`: those that are not given stay, an empty value takes one away,
 * an empty map those of a status (AWS page "Transform API requests and responses").
 */
export function applyMappingInput(
  context: MappingContext,
  current: Mappings,
  input: Pick<Partial<Input<'UpdateIntegration'>>, 'RequestParameters' | 'ResponseParameters'>,
): Mappings {
  const requestParameters = merge(context, 'request', current.requestParameters, input.RequestParameters)
  const responseParameters = mergeStatuses(context, current.responseParameters, input.ResponseParameters)
  return {
    ...(Object.keys(requestParameters).length > 0 && { requestParameters }),
    ...(Object.keys(responseParameters).length > 0 && { responseParameters }),
  }
}

function merge(context: MappingContext, side: Side, current: Parameters = {}, given: Parameters = {}): Parameters {
  const merged = new Map(Object.entries(current))
  for (const [key, value] of Object.entries(given))
    if (value === '' && merged.has(key)) merged.delete(key)
    else {
      const mapping = readMapping(key, value, side)
      if ('problem' in mapping) refuseMapping(context, mapping.problem)
      merged.set(key, value)
    }
  return Object.fromEntries(merged)
}

function mergeStatuses(
  context: MappingContext,
  current: IntegrationRecord['responseParameters'] = {},
  given: IntegrationRecord['responseParameters'] = {},
): Readonly<Record<string, Parameters>> {
  const merged = new Map(Object.entries(current))
  for (const [status, parameters] of Object.entries(given)) {
    if (!/^[2-5]\d\d$/.test(status)) refuseMapping(context, `Invalid status code specified: ${status}`)
    const mappings = merge(context, 'response', merged.get(status), parameters)
    if (Object.keys(parameters).length === 0 || Object.keys(mappings).length === 0) merged.delete(status)
    else merged.set(status, mappings)
  }
  return Object.fromEntries(merged)
}

/** The frame is recorded (hashicorp/terraform-provider-aws pull request 17997), the problem's own words mostly not. */
function refuseMapping(context: MappingContext, problem: string): never {
  return context.fail(
    'BadRequestException',
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`,
  )
}

/** Parameter mappings as the API shows them. */
export function toMappings({
  requestParameters,
  responseParameters,
}: IntegrationRecord): Pick<Item<'GetIntegrations'>, 'RequestParameters' | 'ResponseParameters'> {
  const statuses = Object.entries(responseParameters ?? {}).map(
    ([status, parameters]) => [status, { ...parameters }] as const,
  )
  return {
    ...(requestParameters && { RequestParameters: { ...requestParameters } }),
    ...(responseParameters && { ResponseParameters: Object.fromEntries(statuses) }),
  }
}
