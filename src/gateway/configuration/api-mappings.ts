import type { Fails } from '../../wire/operation.ts'
import type { Item } from '../service.ts'
import type { ApiConfiguration, ApiMappingRecord, DomainDraft, MappedDomain } from '../store.ts'
import { checkQuota } from './quotas.ts'

/**
 * Puts a new or changed mapping into its domain.
 * @param api the API that it is mapped to, if there is one
 */
export function putApiMapping(
  context: Fails<'BadRequestException' | 'ConflictException'>,
  draft: DomainDraft,
  mapping: ApiMappingRecord,
  api: ApiConfiguration | undefined,
): void {
  const { apiMappingId, apiMappingKey, stage } = mapping
  checkMappingKey(context, apiMappingKey)
  if (api === undefined) return context.fail('BadRequestException', 'Invalid API identifier specified')
  if (!api.stages.has(stage)) context.fail('BadRequestException', 'Invalid stage identifier specified')
  const others = [...draft.mappings.values()].filter((other) => other.apiMappingId !== apiMappingId)
  if (others.some((other) => other.apiMappingKey === apiMappingKey))
    context.fail('ConflictException', 'ApiMapping key already exists for this domain name')
  const multiLevel = [...others, mapping].filter((other) => other.apiMappingKey.includes('/'))
  checkQuota(context, 'Multi-level API mappings', multiLevel.length, 'domain name')
  draft.mappings.set(apiMappingId, mapping)
}

/** AWS page "Use API mappings to connect API stages to a custom domain name": the characters and the length. */
function checkMappingKey(context: Fails<'BadRequestException'>, key: string): void {
  const segments = key.split('/')
  const isKey = segments.every((segment) => /^[\w$\-.+!*'()]+$/.test(segment) && !/^\.{1,2}$/.test(segment))
  if (key !== '' && (key.length > 300 || !isKey))
    context.fail(
      'BadRequestException',
      "API mapping keys have at most 300 letters, digits and $-_.+!*'() in segments that a single / separates",
    )
}

/** The mapping of this id; an unknown one is refused with 404. */
export function requireApiMapping(
  context: Fails<'NotFoundException'>,
  { mappings }: Pick<MappedDomain, 'mappings'>,
  apiMappingId: string,
): ApiMappingRecord {
  return (
    mappings.get(apiMappingId) ??
    context.fail('NotFoundException', 'The api mapping resource specified in the request was not found.')
  )
}

/** An API mapping as the API shows it. */
export function toApiMapping(mapping: ApiMappingRecord): Item<'GetApiMappings'> {
  return {
    ApiId: mapping.apiId,
    ApiMappingId: mapping.apiMappingId,
    ApiMappingKey: mapping.apiMappingKey,
    Stage: mapping.stage,
  }
}
