import { toDomainName } from '../configuration/domain-names.ts'
import { readPage, writePage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getDomainNames(
  input: Input<'GetDomainNames'>,
  context: Context<'GetDomainNames'>,
): Promise<Output<'GetDomainNames'>> {
  const page = readPage(context, input)
  return writePage(await context.store.listDomains(context.region, page), toDomainName)
}
