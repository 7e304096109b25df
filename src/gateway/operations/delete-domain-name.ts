import { refuseUnknownDomain } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

/** Takes the domain's mappings with it, as the declared errors imply: none says that there are some. */
export async function deleteDomainName(
  input: Input<'DeleteDomainName'>,
  context: Context<'DeleteDomainName'>,
): Promise<Output<'DeleteDomainName'>> {
  if (!(await context.store.deleteDomain(context.region, input.DomainName))) refuseUnknownDomain(context)
  await context.domainChanged(context.region, input.DomainName)
  return {}
}
