import type { DomainDescriptionType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { refuseAboveTier } from '../pools/pool-features.ts'
import type { PoolRecord } from '../store.ts'
import type { UserPoolDomainRecord, UserPoolDomainStore } from '../user-pool-domain-store.ts'

type Refuses = Fails<'InvalidParameterException'>

/** The form of a prefix, as the refusal of another one names it (mineiros-io/terraform-aws-cognito-user-pool issue 69). */
const prefixForm = '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$'

/** Words that no prefix may hold, in the order of their checks. */
const reservedWords = ['cognito', 'aws', 'amazon']

/** Refuses a prefix that AWS does not give with InvalidParameterException. */
export function checkPrefix(context: Refuses, prefix: string): void {
  if (!new RegExp(prefixForm).test(prefix))
    context.fail(
      'InvalidParameterException',
      `The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ${prefixForm}`,
    )
  const word = reservedWords.find((each) => prefix.includes(each))
  if (word !== undefined) context.fail('InvalidParameterException', `Domain cannot contain reserved word: ${word}`)
}

/** A host name (RFC 1123) of at least two labels, in lower case. */
const hostForm = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Refuses what can be no host name of the operator's own with InvalidParameterException. */
export function checkCustomDomain(context: Refuses & Pick<Cognito, 'isReservedHost'>, domain: string): void {
  if (!hostForm.test(domain) || context.isReservedHost(domain))
    context.fail('InvalidParameterException', `Custom domain is not a valid subdomain: ${domain}`)
}

/** Checks the branding version, of which a pool of the tier LITE has the first only. */
export function checkManagedLoginVersion(
  context: Refuses & Fails<'FeatureUnavailableInTierException'>,
  pool: PoolRecord,
  version: number,
): void {
  if (version !== 1 && version !== 2)
    context.fail('InvalidParameterException', `ManagedLoginVersion must be 1 or 2, not ${version}.`)
  if (version === 2 && pool.settings.UserPoolTier === 'LITE') refuseAboveTier(context, 'LITE', 'Managed Login')
}

/** The domain of a pool that an operation names. Refuses with InvalidParameterException, as clients expect. */
export async function requireUserPoolDomain(
  context: Refuses & { readonly store: Pick<UserPoolDomainStore, 'findUserPoolDomain'> },
  pool: PoolRecord,
  name: string,
): Promise<UserPoolDomainRecord> {
  const domain = await context.store.findUserPoolDomain(name)
  return domain?.poolId === pool.id ? domain : refuseMissingDomain(context)
}

export function refuseMissingDomain(context: Refuses): never {
  return context.fail('InvalidParameterException', 'No such domain or user pool exists.')
}

export function isCustom(domain: UserPoolDomainRecord): boolean {
  return domain.certificateArn !== undefined
}

/** A domain as CreateUserPoolDomain and UpdateUserPoolDomain answer it. */
export function summarizeDomain(domain: UserPoolDomainRecord): {
  ManagedLoginVersion: number
  CloudFrontDomain?: string
} {
  return {
    ManagedLoginVersion: domain.managedLoginVersion,
    ...(isCustom(domain) && { CloudFrontDomain: domain.cloudFrontDistribution }),
  }
}

/** A domain as DescribeUserPoolDomain answers it, but for the S3Bucket of AWS's own. */
export function describeDomain(domain: UserPoolDomainRecord, accountId: string): Defined<DomainDescriptionType> {
  return {
    UserPoolId: domain.poolId,
    AWSAccountId: accountId,
    Domain: domain.domain,
    CloudFrontDistribution: domain.cloudFrontDistribution,
    Version: domain.modifiedAt.toISOString().replaceAll(/\D/g, '').slice(0, 'yyyymmddhhmmss'.length),
    Status: 'ACTIVE',
    ...(domain.certificateArn !== undefined && { CustomDomainConfig: { CertificateArn: domain.certificateArn } }),
    ManagedLoginVersion: domain.managedLoginVersion,
  }
}

/** The domains of a pool as DescribeUserPool answers them. */
export function domainsOfPool(domains: readonly UserPoolDomainRecord[]): { Domain?: string; CustomDomain?: string } {
  const [prefix, custom] = [domains.find((each) => !isCustom(each)), domains.find(isCustom)]
  return { ...(prefix && { Domain: prefix.domain }), ...(custom && { CustomDomain: custom.domain }) }
}
