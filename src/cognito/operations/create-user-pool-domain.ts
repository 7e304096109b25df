import { lowerAlphanumeric } from '../../ports/random.ts'
import {
  checkCustomDomain,
  checkManagedLoginVersion,
  checkPrefix,
  summarizeDomain,
} from '../domains/user-pool-domains.ts'
import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import type { UserPoolDomainRecord } from '../user-pool-domain-store.ts'

/** Gives a pool a prefix domain, or a custom domain when its certificate is named. */
export async function createUserPoolDomain(
  input: Input<'CreateUserPoolDomain'>,
  context: Context<'CreateUserPoolDomain'>,
): Promise<Output<'CreateUserPoolDomain'>> {
  const { Domain: name, CustomDomainConfig: custom, ManagedLoginVersion: managedLoginVersion = 1 } = input
  const pool = await requirePool(context, input.UserPoolId)
  checkManagedLoginVersion(context, pool, managedLoginVersion)
  const domain: UserPoolDomainRecord = {
    domain: name,
    poolId: pool.id,
    ...(custom && { certificateArn: custom.CertificateArn }),
    managedLoginVersion,
    cloudFrontDistribution: `d${context.random.text(13, lowerAlphanumeric)}.cloudfront.net`,
    modifiedAt: context.now,
    revision: 0,
  }
  if (custom) checkCustomDomain(context, name)
  else checkPrefix(context, name)
  const outcome = await context.store.insertUserPoolDomain(domain)
  if (outcome === 'pool-gone') refuseMissingPool(context, pool.id)
  if (outcome === 'taken')
    context.fail('InvalidParameterException', 'Domain already associated with another user pool.')
  if (outcome === 'has-one') context.fail('InvalidParameterException', 'User pool already has a domain configured.')
  if (custom) await context.loginHosts.reload(name)
  return summarizeDomain(domain)
}
