import type { UserPoolDomainStore } from '../user-pool-domain-store.ts'

/** The custom domains of every pool, in memory: TLS and the Host header ask for them before anything can wait. */
export interface LoginHosts {
  /** Whether a lower-case host name without port is one. */
  has(host: string): boolean
  /** Takes up all that the store has. */
  load(): Promise<void>
  add(host: string): void
  remove(host: string): void
}

export function createLoginHosts(store: Pick<UserPoolDomainStore, 'listCustomDomains'>): LoginHosts {
  const hosts = new Set<string>()
  return {
    has: (host) => hosts.has(host),
    load: async () => {
      for (const { domain } of await store.listCustomDomains()) hosts.add(domain)
    },
    add: (host) => void hosts.add(host),
    remove: (host) => void hosts.delete(host),
  }
}
