import type { Buildable } from '../build-node.ts'
import { jsonText, type MapNode, memberOf, type Node } from '../node.ts'
import { hashOf } from './hash-of.ts'
import { ownTag, tagMapOf } from './http-api-body.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import { checkMembers, getAtt, isFunction, mapAt, resourceOf, type ServerlessResource } from './resources.ts'

/** The records of Route 53 that lead to a domain: those of one hosted zone are one resource, whichever API they are for. */
export interface RecordSets {
  readonly logicalId: string
  readonly api: ServerlessResource
  readonly zone: { readonly [name: string]: Node | undefined }
  readonly sets: readonly Buildable[]
}

interface ExpandedDomain {
  readonly logicalId: string
  readonly resources: readonly [string, Node][]
  readonly recordSets: RecordSets | undefined
}

const domainMembers = [
  'BasePath',
  'CertificateArn',
  'DomainName',
  'EndpointConfiguration',
  'MutualTlsAuthentication',
].concat(['OwnershipVerificationCertificateArn', 'Route53', 'SecurityPolicy'])

/** AWS SAM developer guide, "HttpApiDomainConfiguration". */
export function expandDomain(api: ServerlessResource, stageId: string): ExpandedDomain | undefined {
  const domain = mapAt(api, 'Domain')
  if (!domain) return undefined
  checkMembers(api, domain, domainMembers, 'Domain')
  const [name, certificate, endpoint] = ['DomainName', 'CertificateArn', 'EndpointConfiguration'].map((member) =>
    memberOf(domain, member),
  )
  if (name === undefined || certificate === undefined)
    return refuseResource(
      api.logicalId,
      'Custom Domains only works if both DomainName and CertificateArn are provided.',
      domain,
      'Domain',
    )
  if (endpoint && api.textOf(endpoint) !== 'REGIONAL')
    refuseResource(
      api.logicalId,
      "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].",
      endpoint,
      'Domain',
    )
  const logicalId = `ApiGatewayDomainNameV2${hashOf(api.textOf(name) ?? jsonText(name))}`
  const configuration = {
    CertificateArn: certificate,
    EndpointType: 'REGIONAL',
    OwnershipVerificationCertificateArn: memberOf(domain, 'OwnershipVerificationCertificateArn'),
    SecurityPolicy: memberOf(domain, 'SecurityPolicy'),
  }
  const domainName = resourceOf(api, 'AWS::ApiGatewayV2::DomainName', {
    DomainName: name,
    DomainNameConfigurations: [configuration],
    MutualTlsAuthentication: memberOf(domain, 'MutualTlsAuthentication'),
    Tags: memberOf(api.properties, 'DefinitionUri') ? { [ownTag]: 'SAM' } : tagMapOf(api),
  })
  const mappings = basePathsOf(api, memberOf(domain, 'BasePath')).map((path): [string, Node] => [
    `${api.logicalId}${(path ?? '').replace(/[-_/]+/g, '')}ApiMapping`,
    resourceOf(api, 'AWS::ApiGatewayV2::ApiMapping', {
      ApiId: { Ref: api.logicalId },
      DomainName: { Ref: logicalId },
      Stage: { Ref: stageId },
      ...(path !== undefined && { ApiMappingKey: path.replace(/^\/+|\/+$/g, '') }),
    }),
  ])
  const recordSets = recordSetsOf(api, domain, name, logicalId)
  return { logicalId, resources: [[logicalId, domainName], ...mappings], recordSets }
}

/** A single mapping without a path when there is none. */
function basePathsOf(api: ServerlessResource, node: Node | undefined): (string | undefined)[] {
  if (node === undefined) return [undefined]
  return (node.kind === 'list' ? node.items : [node]).map((item) => {
    const path = api.textOf(item)
    if (path === undefined) return refuseLacking(api.logicalId, 'a BasePath that is no text', item, 'Domain.BasePath')
    if (/[^0-9a-zA-Z/_-]/.test(path))
      refuseResource(api.logicalId, 'Invalid Basepath name provided.', item, 'Domain.BasePath')
    return path
  })
}

const route53Members = [
  'EvaluateTargetHealth',
  'HostedZoneId',
  'HostedZoneName',
  'IpV6',
  'Region',
  'SetIdentifier',
].concat([
  // For edge endpoints, which HTTP APIs have not; AWS SAM passes over it.
  'DistributionDomainName',
])

/** AWS SAM developer guide, "Route53Configuration". */
function recordSetsOf(api: ServerlessResource, domain: MapNode, name: Node, domainId: string): RecordSets | undefined {
  const route53 = memberOf(domain, 'Route53')
  if (route53 === undefined) return undefined
  if (route53.kind !== 'map' || isFunction(route53))
    return refuseResource(api.logicalId, "Property 'Domain.Route53' should be a map.", route53, 'Domain.Route53')
  checkMembers(api, route53, route53Members, 'Domain.Route53')
  const [id, zoneName] = ['HostedZoneId', 'HostedZoneName'].map((member) => memberOf(route53, member))
  const zone = id ?? zoneName
  if (zone === undefined)
    return refuseResource(
      api.logicalId,
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
      route53,
      'Domain.Route53',
    )
  const types = api.textOf(memberOf(route53, 'IpV6')) === 'true' ? ['A', 'AAAA'] : ['A']
  const sets = types.map((Type) => ({
    Name: name,
    Type,
    AliasTarget: {
      EvaluateTargetHealth: memberOf(route53, 'EvaluateTargetHealth'),
      HostedZoneId: getAtt(domainId, 'RegionalHostedZoneId'),
      DNSName: getAtt(domainId, 'RegionalDomainName'),
    },
    Region: memberOf(route53, 'Region'),
    SetIdentifier: memberOf(route53, 'SetIdentifier'),
  }))
  const logicalId = `RecordSetGroup${hashOf(api.textOf(zone) ?? jsonText(zone))}`
  return { logicalId, api, zone: id ? { HostedZoneId: id } : { HostedZoneName: zoneName }, sets }
}

/** One resource for each hosted zone. */
export function recordSetGroups(all: readonly RecordSets[]): [string, Node][] {
  return [...Map.groupBy(all, ({ logicalId }) => logicalId).values()].flatMap((group): [string, Node][] => {
    const [first] = group
    if (!first) return []
    const properties = { ...first.zone, RecordSets: group.flatMap(({ sets }) => sets) }
    return [[first.logicalId, resourceOf(first.api, 'AWS::Route53::RecordSetGroup', properties)]]
  })
}
