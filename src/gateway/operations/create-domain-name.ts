import { checkDomainName, readDomainSettings, toDomainName } from '../configuration/domain-names.ts'
import { readMutualTls } from '../configuration/mutual-tls.ts'
import { newId } from '../configuration/ids.ts'
import { checkQuota } from '../configuration/quotas.ts'
import { checkTags } from '../configuration/tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createDomainName(
  input: Input<'CreateDomainName'>,
  context: Context<'CreateDomainName'>,
): Promise<Output<'CreateDomainName'>> {
  const { region, random, store } = context
  checkDomainName(context, input.DomainName)
  const settings = readDomainSettings(context, input)
  const mutualTls = await readMutualTls(context, input.MutualTlsAuthentication ?? {})
  const tags = input.Tags ?? {}
  checkTags(context, tags)
  checkQuota(context, 'Custom Domain Names', (await store.countDomains(region)) + 1, 'account')
  const apiGatewayDomainName = `d-${newId('domainName', random)}.execute-api.${region}.amazonaws.com`
  const domain = {
    domainName: input.DomainName,
    region,
    apiGatewayDomainName,
    ...settings,
    ...(typeof mutualTls === 'object' && { mutualTls }),
    tags,
  }
  if (!(await store.insertDomain(domain)))
    context.fail('BadRequestException', 'The domain name you provided already exists.')
  await context.domainChanged(region, domain.domainName)
  return toDomainName(domain)
}
