import { changeDomain, readDomainSettings, toDomainName } from '../configuration/domain-names.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateDomainName(
  input: Input<'UpdateDomainName'>,
  context: Context<'UpdateDomainName'>,
): Promise<Output<'UpdateDomainName'>> {
  return changeDomain(context, { domainName: input.DomainName }, (draft) => {
    const { certificateArn, ipAddressType } = draft.domain
    const current = [{ CertificateArn: certificateArn, IpAddressType: ipAddressType }]
    const [given, ...more] = input.DomainNameConfigurations ?? current
    // Members that are not given stay.
    const DomainNameConfigurations = given ? [{ ...current[0], ...given }, ...more] : []
    draft.domain = { ...draft.domain, ...readDomainSettings(context, { ...input, DomainNameConfigurations }) }
    return toDomainName(draft.domain)
  })
}
