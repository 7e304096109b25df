import { putApiMapping, toApiMapping } from '../configuration/api-mappings.ts'
import { changeDomain } from '../configuration/domain-names.ts'
import { newId } from '../configuration/ids.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createApiMapping(
  input: Input<'CreateApiMapping'>,
  context: Context<'CreateApiMapping'>,
): Promise<Output<'CreateApiMapping'>> {
  const { ApiId: apiId, ApiMappingKey: apiMappingKey = '', DomainName: domainName, Stage: stage } = input
  return changeDomain(context, { domainName, apiId }, (draft, api) => {
    const apiMappingId = newId('apiMapping', context.random, draft.mappings)
    const mapping = { apiMappingId, apiMappingKey, apiId, stage }
    putApiMapping(context, draft, mapping, api)
    return toApiMapping(mapping)
  })
}
