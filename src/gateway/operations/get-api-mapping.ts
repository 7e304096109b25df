import { requireApiMapping, toApiMapping } from '../configuration/api-mappings.ts'
import { readDomain } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getApiMapping(
  input: Input<'GetApiMapping'>,
  context: Context<'GetApiMapping'>,
): Promise<Output<'GetApiMapping'>> {
  const domain = await readDomain(context, input.DomainName)
  return toApiMapping(requireApiMapping(context, domain, input.ApiMappingId))
}
