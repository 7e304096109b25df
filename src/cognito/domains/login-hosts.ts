import type { UserPoolDomainStore } from '../user-pool-domain-store.ts'
import { isCustom } from './user-pool-domains.ts'

/** The custom domains of every pool, in memory: TLS and the Host header ask for them before anything can wait. */
export interface LoginHosts {
  /** Whether a lower-case host name without port is one. */
  has(host: string): boolean
  /** Takes up all that the store has, and nothing else. */
  load(): Promise<void>
  /** Takes up whether the store has this one. */
  reload(host: string): Promise<void>
  add(host: string): void
  remove(host: string): void
}

export function createLoginHosts(
  store: Pick<UserPoolDomainStore, 'findUserPoolDomain' | 'listCustomDomains'>,
): LoginHosts {
  const hosts = new Set<string>()
  return {
    has: (host) => hosts.has(host),
    load: async () => {
      const domains = await store.listCustomDomains()
      hosts.clear()
      for (const { domain } of domains) hosts.add(domain)
    },
    reload: async (host) => {
      const domain = await store.findUserPoolDomain(host)
      if (domain && isCustom(domain)) hosts.add(host)
      else hosts.delete(host)
    },
    add: (host) => void hosts.add(host),
    remove: (host) => void hosts.delete(host),
  }
}
