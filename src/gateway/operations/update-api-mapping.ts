import { putApiMapping, requireApiMapping, toApiMapping } from '../configuration/api-mappings.ts'
import { changeDomain } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateApiMapping(
  input: Input<'UpdateApiMapping'>,
  context: Context<'UpdateApiMapping'>,
): Promise<Output<'UpdateApiMapping'>> {
  const { ApiId: apiId, DomainName: domainName } = input
  return changeDomain(context, { domainName, apiId }, (draft, api) => {
    const current = requireApiMapping(context, draft, input.ApiMappingId)
    const { ApiMappingKey: apiMappingKey = current.apiMappingKey, Stage: stage = current.stage } = input
    const mapping = { ...current, apiMappingKey, apiId, stage }
    putApiMapping(context, draft, mapping, api)
    return toApiMapping(mapping)
  })
}
