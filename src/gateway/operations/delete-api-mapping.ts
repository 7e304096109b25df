import { requireApiMapping } from '../configuration/api-mappings.ts'
import { changeDomain } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteApiMapping(
  input: Input<'DeleteApiMapping'>,
  context: Context<'DeleteApiMapping'>,
): Promise<Output<'DeleteApiMapping'>> {
  return changeDomain(context, { domainName: input.DomainName }, (draft) => {
    requireApiMapping(context, draft, input.ApiMappingId)
    draft.mappings.delete(input.ApiMappingId)
    return {}
  })
}
