import type { Grant } from '../jwt/verify-token.ts'

/** What a JWT authorizer found out about a request that it let through. */
export interface JwtAuthorization {
  readonly kind: 'jwt'
  readonly grant: Grant
  /** Every scope of the token, or null on a route that asks for none. */
  readonly scopes: readonly string[] | null
}

/** What an authorizer found out about a request that it let through. */
export type Authorization = JwtAuthorization
