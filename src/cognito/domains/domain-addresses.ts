import { awsIssuer, issuersOf } from '../keys/issuers.ts'
import type { PoolRecord } from '../store.ts'
import type { UserPoolDomainRecord } from '../user-pool-domain-store.ts'
import { isCustom } from './user-pool-domains.ts'

/*
 * Under which addresses a domain is reached, and which of the pool's issuers belongs to each (docs/decisions/0036). A prefix
 * has AWS's name and, for browsers without its DNS, `<prefix>.auth.localhost`; what programs ask is below the issuer, too.
 */

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

type Names = readonly string[]

/**
 * The issuer in tokens for whoever came to a domain by an origin: the one whose discovery document leads there.
 * @param origins the server's own
 * @param configured those of them that the operator named
 */
export function issuerForOrigin(pool: PoolRecord, origin: string, origins: Names, configured: Names): string {
  const { protocol, hostname, port } = new URL(origin)
  const suffix = port === '' ? '' : `:${port}`
  const own = hostname.endsWith('.auth.localhost') ? `${protocol}//localhost${suffix}` : origin
  const issuers = issuersOf(pool, origins)
  if (issuers.includes(`${own}/${pool.id}`)) return `${own}/${pool.id}`
  const [first] = configured
  const isOfAws = hostname.endsWith('.amazoncognito.com') || hostname.endsWith('.amazonaws.com')
  return first === undefined || isOfAws || hostname.endsWith('.localhost') ? awsIssuer(pool) : `${first}/${pool.id}`
}

/** Where the endpoints of a pool are, for a discovery document. */
export interface EndpointAddresses {
  /** Of what browsers are led to. */
  readonly forBrowsers: string
  /** Of what programs ask. */
  readonly forPrograms: string
}

/**
 * Where the endpoints of a pool with these domains are for whoever discovers it under an issuer; undefined where none of them
 * can be reached from there. A custom domain comes before a prefix.
 */
export function endpointAddresses(
  pool: PoolRecord,
  domains: readonly UserPoolDomainRecord[],
  issuer: string,
): EndpointAddresses | undefined {
  const { protocol, hostname, port } = new URL(issuer)
  const [custom, prefix] = [domains.find(isCustom), domains.find((each) => !isCustom(each))]
  if (hostname.endsWith('.amazonaws.com')) {
    const host = custom?.domain ?? (prefix && `${prefix.domain}.auth.${pool.region}.amazoncognito.com`)
    return host === undefined ? undefined : { forBrowsers: `https://${host}`, forPrograms: `https://${host}` }
  }
  const suffix = port === '' ? '' : `:${port}`
  const isLocal = loopbackHosts.includes(hostname)
  if (isLocal && prefix)
    return { forBrowsers: `${protocol}//${prefix.domain}.auth.localhost${suffix}`, forPrograms: issuer }
  return custom && { forBrowsers: `${protocol}//${custom.domain}${suffix}`, forPrograms: issuer }
}
