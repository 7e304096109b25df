import { readOrder } from '../../ports/read-order.ts'
import type { UserPoolDomainStore } from '../user-pool-domain-store.ts'
import { isCustom } from './user-pool-domains.ts'

/** The custom domains of every pool, in memory: TLS and the Host header ask for them before anything can wait. */
export interface LoginHosts {
  /** Whether a lower-case host name without port is one. */
  has(host: string): boolean
  /** Takes up all that the store has, and nothing else. */
  load(): Promise<void>
  /** Takes up whether the store has this one, which is to be called after each change of it. */
  reload(host: string): Promise<void>
}

export function createLoginHosts(
  store: Pick<UserPoolDomainStore, 'findUserPoolDomain' | 'listCustomDomains'>,
): LoginHosts {
  const hosts = new Set<string>()
  const reads = readOrder()

  function takeUp(host: string, isThere: boolean): void {
    if (isThere) hosts.add(host)
    else hosts.delete(host)
  }

  return {
    has: (host) => hosts.has(host),
    load: async () => {
      const isNewest = reads.begin()
      const found = new Set((await store.listCustomDomains()).map(({ domain }) => domain))
      for (const host of hosts.union(found)) if (isNewest(host)) takeUp(host, found.has(host))
    },
    reload: async (host) => {
      const isNewest = reads.begin()
      const domain = await store.findUserPoolDomain(host)
      if (isNewest(host)) takeUp(host, domain !== undefined && isCustom(domain))
    },
  }
}
