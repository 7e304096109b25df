import { createLiveDomains, type LiveDomains } from '../../src/gateway/proxy/live-domains.ts'
import type { DomainNameRecord, MappedDomain } from '../../src/gateway/store.ts'
import type { Log } from '../../src/ports/log.ts'

function sketchDomain(domainName: string): DomainNameRecord {
  return {
    domainName,
    region: 'us-east-1',
    apiGatewayDomainName: 'd-abcdefghij.execute-api.us-east-1.amazonaws.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    ipAddressType: 'ipv4',
    tags: {},
  }
}

/** A domain whose keys are mapped to these stages of an API. */
export function sketchMappings(
  domainName: string,
  stages: Readonly<Record<string, string>>,
  apiId = 'a1b2c3d4e5',
): MappedDomain {
  const mappings = Object.entries(stages).map(([apiMappingKey, stage], index) => {
    return [`m${index}`, { apiMappingId: `m${index}`, apiMappingKey, apiId, stage }] as const
  })
  return { domain: sketchDomain(domainName), mappings: new Map(mappings) }
}

/** The one custom domain of a gateway. */
export async function mapDomain(
  domainName: string,
  stages: Readonly<Record<string, string>>,
  log: Log,
): Promise<LiveDomains> {
  const domain = sketchMappings(domainName, stages)
  const domains = createLiveDomains({
    store: { findDomain: async () => domain, listMappedDomains: async () => [domain] },
    log,
  })
  await domains.load()
  return domains
}
