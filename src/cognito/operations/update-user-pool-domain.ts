import {
  checkManagedLoginVersion,
  isCustom,
  requireUserPoolDomain,
  summarizeDomain,
} from '../domains/user-pool-domains.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Changes the certificate of a custom domain, or the branding version; what the input omits stays. */
export async function updateUserPoolDomain(
  input: Input<'UpdateUserPoolDomain'>,
  context: Context<'UpdateUserPoolDomain'>,
): Promise<Output<'UpdateUserPoolDomain'>> {
  const { CustomDomainConfig: custom, ManagedLoginVersion: managedLoginVersion } = input
  const pool = await requirePool(context, input.UserPoolId)
  const current = await requireUserPoolDomain(context, pool, input.Domain)
  if (custom && !isCustom(current))
    context.fail('InvalidParameterException', 'CustomDomainConfig cannot be given for a prefix domain.')
  if (managedLoginVersion !== undefined) checkManagedLoginVersion(context, pool, managedLoginVersion)
  const domain = {
    ...current,
    ...(custom && { certificateArn: custom.CertificateArn }),
    ...(managedLoginVersion !== undefined && { managedLoginVersion }),
    modifiedAt: context.now,
  }
  if (!(await context.store.replaceUserPoolDomain(domain)))
    context.fail('ConcurrentModificationException', `Domain ${domain.domain} was changed at the same time.`)
  return summarizeDomain(domain)
}
