import type { PoolRecord, PoolStore } from '../store.ts'

/*
 * A pool has one identity and several issuer URLs (docs/decisions/0004). `origins` below are the server's own names as
 * `scheme://host[:port]`, a fixed list from its configuration. Issuers are compared byte by byte (RFC 8414 section 2).
 */

type PoolName = Pick<PoolRecord, 'id' | 'region'>

/** The issuer in tokens of the `cognito-idp` API (developer guide, "Verifying JSON web tokens"). */
export function awsIssuer(pool: PoolName): string {
  return `https://cognito-idp.${pool.region}.amazonaws.com/${pool.id}`
}

/** The issuer under which a pool is discovered on one of the server's own origins. */
function ownIssuer(origin: string, pool: Pick<PoolRecord, 'id'>): string {
  return `${origin}/${pool.id}`
}

/** Every issuer URL of a pool: the two of AWS, and one for each of the server's own origins. */
export function issuersOf(pool: PoolName, origins: readonly string[]): string[] {
  return [
    awsIssuer(pool),
    `https://issuer-cognito-idp.${pool.region}.amazonaws.com/${pool.id}`,
    ...origins.map((origin) => ownIssuer(origin, pool)),
  ]
}

const awsForm = /^https:\/\/(?:issuer-)?cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/([\w-]+_[0-9a-zA-Z]+)$/
const poolIdForm = /^[\w-]+_[0-9a-zA-Z]+$/

/** The id of the pool that a URL of issuer form names, whether or not there is such a pool; undefined for others. */
export function poolIdOfIssuer(issuer: string, origins: readonly string[]): string | undefined {
  const named = awsForm.exec(issuer)?.[1]
  if (named !== undefined) return named
  const origin = origins.find((candidate) => issuer.startsWith(`${candidate}/`))
  const rest = origin && issuer.slice(origin.length + 1)
  return rest && poolIdForm.test(rest) ? rest : undefined
}

/** The pool that has this issuer among its names. */
export async function findPoolByIssuer(
  store: Pick<PoolStore, 'findPool'>,
  issuer: string,
  origins: readonly string[],
): Promise<PoolRecord | undefined> {
  const id = poolIdOfIssuer(issuer, origins)
  const pool = id === undefined ? undefined : await store.findPool(id)
  return pool && issuersOf(pool, origins).includes(issuer) ? pool : undefined
}
