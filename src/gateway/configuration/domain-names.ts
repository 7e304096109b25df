import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, DomainDraft, DomainNameRecord, MappedDomain } from '../store.ts'
import { findHostedZone } from './hosted-zones.ts'
import { toMutualTls } from './mutual-tls.ts'
import { refuseUnimplemented, refuseUnimplementedMembers } from './unsupported.ts'

type DomainInput = Pick<Input<'CreateDomainName'>, 'DomainNameConfigurations' | 'RoutingMode'>
type Settings = Pick<DomainNameRecord, 'certificateArn' | 'ipAddressType'>
type ReadContext = Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const domainNameForm = new RegExp(`^(?:\\*\\.)?(?:${label}\\.)+${label}$`)

/** Refuses what is no host name with at least two labels, and names under which something else is served. */
export function checkDomainName(
  context: Pick<Gateway, 'isReservedHost'> & Fails<'BadRequestException'>,
  domainName: string,
): void {
  const wildcard = domainName.startsWith('*.')
  if (domainName.length > 253 || !domainNameForm.test(domainName) || /^\*\.[^.]+$/.test(domainName))
    context.fail(
      'BadRequestException',
      'Invalid domain name specified. It must be a lower-case host name of two or more labels; its first label may be *',
    )
  if (context.isReservedHost(wildcard ? domainName.replace('*', 'x') : domainName))
    context.fail('BadRequestException', `The domain name ${domainName} belongs to this server or to AWS`)
}

/** What the input of CreateDomainName or UpdateDomainName configures; what cannot take effect is refused. */
export function readDomainSettings(
  context: { readonly region: string } & Fails<'BadRequestException'>,
  { DomainNameConfigurations = [], RoutingMode = 'API_MAPPING_ONLY' }: DomainInput,
): Settings {
  // Routing rules invoke REST APIs only (page "Routing rules to connect API stages to a custom domain name").
  if (RoutingMode !== 'API_MAPPING_ONLY') refuseUnimplemented(context, `RoutingMode ${RoutingMode}`)
  const [configuration, ...more] = DomainNameConfigurations
  if (configuration === undefined || more.length > 0)
    return context.fail('BadRequestException', 'Invalid input. Expected one domain name configuration')
  const { CertificateArn = '', EndpointType = 'REGIONAL', SecurityPolicy = 'TLS_1_2' } = configuration
  if (EndpointType !== 'REGIONAL') refuseUnimplemented(context, `EndpointType ${EndpointType}`)
  if (SecurityPolicy !== 'TLS_1_2') refuseUnimplemented(context, `SecurityPolicy ${SecurityPolicy}`)
  const { CertificateName, OwnershipVerificationCertificateArn } = configuration
  refuseUnimplementedMembers(context, { CertificateName, OwnershipVerificationCertificateArn })
  if (!isCertificateArn(CertificateArn, context.region))
    context.fail(
      'BadRequestException',
      `Invalid certificate ARN: ${CertificateArn}. Certificate must be in '${context.region}'.`,
    )
  return { certificateArn: CertificateArn, ipAddressType: configuration.IpAddressType ?? 'ipv4' }
}

function isCertificateArn(arn: string, region: string): boolean {
  const [, certified] = /^arn:aws[a-z-]*:(?:acm|iam):([a-z0-9-]*):\d{12}:[a-z-]+\/[\w/+=,.@-]+$/.exec(arn) ?? []
  // Certificates of IAM have no region.
  return certified === region || (certified === '' && arn.includes(':iam:'))
}

/** The domain with its mappings; an unknown one, or one of another region, is refused with 404. */
export async function readDomain(context: ReadContext, domainName: string): Promise<MappedDomain> {
  return (await context.store.findDomain(context.region, domainName)) ?? refuseUnknownDomain(context)
}

/**
 * Runs `change` on the domain in one transaction; once it is committed, the data plane learns of it.
 * @param place `apiId` is the API that the change points a mapping at
 */
export async function changeDomain<Result extends object>(
  context: ReadContext & Pick<Gateway, 'domainChanged'>,
  place: { readonly domainName: string; readonly apiId?: string },
  change: (draft: DomainDraft, api: ApiConfiguration | undefined) => Result,
): Promise<Result> {
  const result = await context.store.changeDomain({ region: context.region, ...place }, change)
  if (result === undefined) return refuseUnknownDomain(context)
  await context.domainChanged(context.region, place.domainName)
  return result
}

export function refuseUnknownDomain(context: Fails<'NotFoundException'>): never {
  return context.fail('NotFoundException', 'Invalid domain name identifier specified')
}

/** A custom domain name as the API shows it. */
export function toDomainName(domain: DomainNameRecord): Item<'GetDomainNames'> {
  const hostedZone = findHostedZone(domain.region)
  return {
    ApiMappingSelectionExpression: '$request.basepath',
    DomainName: domain.domainName,
    DomainNameArn: `arn:aws:apigateway:${domain.region}::/domainnames/${domain.domainName}`,
    DomainNameConfigurations: [
      {
        ApiGatewayDomainName: domain.apiGatewayDomainName,
        CertificateArn: domain.certificateArn,
        DomainNameStatus: 'AVAILABLE',
        EndpointType: 'REGIONAL',
        ...(hostedZone !== undefined && { HostedZoneId: hostedZone }),
        IpAddressType: domain.ipAddressType,
        SecurityPolicy: 'TLS_1_2',
      },
    ],
    ...(domain.mutualTls && { MutualTlsAuthentication: toMutualTls(domain.mutualTls) }),
    RoutingMode: 'API_MAPPING_ONLY',
    Tags: { ...domain.tags },
  }
}
