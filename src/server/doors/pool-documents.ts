import { endpointAddresses } from '../../cognito/domains/domain-addresses.ts'
import { discoveryDocument, jwks } from '../../cognito/keys/discovery.ts'
import { issuersOf } from '../../cognito/keys/issuers.ts'
import type { SigningKeys } from '../../cognito/keys/signing-keys.ts'
import type { PoolStore } from '../../cognito/store.ts'
import type { UserPoolDomainStore } from '../../cognito/user-pool-domain-store.ts'
import type { PoolDocument } from '../../http/classify.ts'

/** A JSON answer to a plain GET. */
export interface DocumentAnswer {
  readonly status: 200 | 404
  readonly body: object
}

/**
 * The documents of a pool that OIDC clients read, under the origin on which they were asked for. The discovery document
 * exists only under an origin that is one of the pool's issuers (docs/decisions/0004).
 */
export async function answerPoolDocument(
  request: { readonly poolId: string; readonly document: PoolDocument; readonly origin: string },
  from: {
    readonly store: Pick<PoolStore, 'findPool'> & Pick<UserPoolDomainStore, 'listUserPoolDomains'>
    readonly signingKeys: SigningKeys
    readonly origins: readonly string[]
  },
): Promise<DocumentAnswer> {
  const pool = await from.store.findPool(request.poolId)
  if (!pool) return { status: 404, body: { message: `User pool ${request.poolId} does not exist.` } }
  if (request.document === 'jwks.json') return { status: 200, body: jwks(await from.signingKeys.published(pool.id)) }
  const issuer = `${request.origin}/${pool.id}`
  if (issuersOf(pool, from.origins).includes(issuer)) {
    const addresses = endpointAddresses(pool, await from.store.listUserPoolDomains(pool.id), issuer)
    return { status: 200, body: discoveryDocument(issuer, addresses) }
  }
  const message = `${request.origin} is not an origin of this server; start it with --origin ${request.origin}`
  return { status: 404, body: { message } }
}
