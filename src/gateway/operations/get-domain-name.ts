import { readDomain, toDomainName } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getDomainName(
  input: Input<'GetDomainName'>,
  context: Context<'GetDomainName'>,
): Promise<Output<'GetDomainName'>> {
  return toDomainName((await readDomain(context, input.DomainName)).domain)
}
