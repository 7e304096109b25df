import type { Log } from '../../ports/log.ts'
import { readOrder } from '../../ports/read-order.ts'
import { withoutSegments, type RequestPath } from '../routing/request-path.ts'
import type { GatewayStore, MappedDomain } from '../store.ts'

/** Where a custom domain sends a request. */
export interface MappingMatch {
  /** Empty for the mapping that takes every path. */
  readonly apiMappingKey: string
  readonly apiId: string
  readonly stage: string
  /** Without the key. */
  readonly path: RequestPath
}

/** A custom domain as the data plane serves it. */
interface LiveDomain {
  readonly domainName: string
  /** PEM: who may sign the certificates that clients must show; undefined when they need none. */
  readonly truststore: string | undefined
  /** Every key, longest first. */
  readonly keys: readonly string[]
  /** The mapping with the longest key that the path begins with, segment by segment; routes have no say in it. */
  match(path: RequestPath): MappingMatch | undefined
}

/** The custom domains of every region, in memory: TLS and the Host header ask for them before anything can wait. */
export interface LiveDomains {
  /** The domain of a lower-case host name without port: the one of that name, else the wildcard over it. */
  find(host: string): LiveDomain | undefined
  /** Takes up all that the store has, and nothing else. */
  load(): Promise<void>
  /** Takes up one that changed; requests see the old one until then. Never rejects. */
  reload(region: string, domainName: string): Promise<void>
}

export interface LiveDomainsDependencies {
  readonly store: Pick<GatewayStore, 'findDomain' | 'listMappedDomains'>
  readonly log: Log
}

export function createLiveDomains({ store, log }: LiveDomainsDependencies): LiveDomains {
  const domains = new Map<string, LiveDomain>()
  const reads = readOrder()

  function takeUp(domainName: string, found: MappedDomain | undefined): void {
    if (found) domains.set(domainName, compileDomain(found))
    else domains.delete(domainName)
  }

  async function reload(region: string, domainName: string): Promise<void> {
    const isNewest = reads.begin()
    let found: MappedDomain | undefined
    try {
      found = await store.findDomain(region, domainName)
    } catch (error) {
      // A domain whose new state is unknown is not served from its old one.
      log.error({ event: 'domain-reload-failed', domainName }, error)
    }
    if (isNewest(domainName)) takeUp(domainName, found)
  }

  return {
    find: (host) => domains.get(host) ?? domains.get(host.replace(/^[^.]+/, '*')),
    load: async () => {
      const isNewest = reads.begin()
      const mapped = await store.listMappedDomains()
      const found = new Map(mapped.map((one) => [one.domain.domainName, one]))
      for (const name of new Set([...domains.keys(), ...found.keys()]))
        if (isNewest(name)) takeUp(name, found.get(name))
    },
    reload,
  }
}

function compileDomain({ domain, mappings }: MappedDomain): LiveDomain {
  const byLength = [...mappings.values()]
    .map((mapping) => ({ ...mapping, segments: segmentsOf(mapping.apiMappingKey) }))
    .toSorted((a, b) => b.segments.length - a.segments.length || (a.apiMappingKey < b.apiMappingKey ? -1 : 1))
  return {
    domainName: domain.domainName,
    truststore: domain.mutualTls?.truststore,
    keys: byLength.map(({ apiMappingKey }) => apiMappingKey),
    match: (path) => {
      for (const { segments, apiMappingKey, apiId, stage } of byLength) {
        const begins = segments.every((segment, index) => path.segments[index]?.text === segment)
        const rest = begins ? withoutSegments(path, segments.length) : undefined
        if (rest) return { apiMappingKey, apiId, stage, path: rest }
      }
      return undefined
    },
  }
}

function segmentsOf(key: string): string[] {
  return key === '' ? [] : key.split('/')
}
