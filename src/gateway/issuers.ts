import type { webcrypto } from 'node:crypto'

/** A published RSA key (RFC 7517) with its key id. */
type PublishedKey = webcrypto.JsonWebKey & { readonly kid: string }

/** An issuer that lives in this process: a local user pool, which has several names. */
interface LocalIssuer {
  /** Every issuer URL of the pool; a token that carries any of them is the pool's. */
  readonly issuers: readonly string[]
  /** The pool's published keys, as in its JWKS. */
  keys(): Promise<readonly PublishedKey[]>
}

/** How the gateway finds local issuers; the composition root implements it over the user pools. */
export interface IssuerDirectory {
  /** The local issuer that answers to this URL, or undefined when the URL is not one of ours. */
  findLocal(issuer: string): Promise<LocalIssuer | undefined>
  /** Whether the URL has the form of a local issuer, even if no such pool exists: then it is never fetched. */
  isLocalForm(issuer: string): boolean
}
