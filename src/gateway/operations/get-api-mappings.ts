import { toApiMapping } from '../configuration/api-mappings.ts'
import { readDomain } from '../configuration/domain-names.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getApiMappings(
  input: Input<'GetApiMappings'>,
  context: Context<'GetApiMappings'>,
): Promise<Output<'GetApiMappings'>> {
  const { mappings } = await readDomain(context, input.DomainName)
  return writePage(pageOf(context, mappings, input), toApiMapping)
}
