import { changeDomain, readDomainSettings, toDomainName } from '../configuration/domain-names.ts'
import { readMutualTls } from '../configuration/mutual-tls.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateDomainName(
  input: Input<'UpdateDomainName'>,
  context: Context<'UpdateDomainName'>,
): Promise<Output<'UpdateDomainName'>> {
  const mutualTls = await readMutualTls(context, input.MutualTlsAuthentication)
  return changeDomain(context, { domainName: input.DomainName }, (draft) => {
    const { certificateArn, ipAddressType } = draft.domain
    const current = [{ CertificateArn: certificateArn, IpAddressType: ipAddressType }]
    const [given, ...more] = input.DomainNameConfigurations ?? current
    // Members that are not given stay.
    const DomainNameConfigurations = given ? [{ ...current[0], ...given }, ...more] : []
    const { mutualTls: before, ...others } = draft.domain
    const now = mutualTls === 'unchanged' ? before : mutualTls
    draft.domain = {
      ...others,
      ...readDomainSettings(context, { ...input, DomainNameConfigurations }),
      ...(now && { mutualTls: now }),
    }
    return toDomainName(draft.domain)
  })
}
