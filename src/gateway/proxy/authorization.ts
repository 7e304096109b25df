import { claimText } from '../functions/claim-text.ts'
import type { Grant } from '../jwt/verify-token.ts'

/** What a JWT authorizer found out about a request that it let through. */
export interface JwtAuthorization {
  readonly kind: 'jwt'
  readonly grant: Grant
  /** Every scope of the token, or null on a route that asks for none. */
  readonly scopes: readonly string[] | null
}

/** What the function of a REQUEST authorizer said of a request that it let through. */
export interface FunctionAuthorization {
  readonly kind: 'function'
  readonly principalId?: string
  readonly context?: Readonly<Record<string, unknown>>
}

/** Who signed a request to a route with AWS_IAM. */
export interface IamAuthorization {
  readonly kind: 'iam'
  /** That signed; of a session, its own. */
  readonly accessKeyId: string
  /** 12 digits. */
  readonly accountId: string
  readonly arn: string
  /** `AIDA...`, `AROA...:<session>`, or the account's. */
  readonly userId: string
  /** The body, which was read when there was one to hold the signature to. */
  readonly body?: Buffer
}

export type Authorization = JwtAuthorization | FunctionAuthorization | IamAuthorization

const claims = 'claims.'

/**
 * How to read the value of `$context.authorizer.{property}`: `claims.{name}` of a token, `principalId` or the function's own;
 * none of IAM.
 */
export function findAuthorizerReader(property: string): (authorization: Authorization) => string | undefined {
  const claim = property.startsWith(claims) ? property.slice(claims.length) : undefined
  return (authorization) => {
    switch (authorization.kind) {
      case 'jwt':
        return claim === undefined ? undefined : claimText(authorization.grant.claims.get(claim))
      case 'iam':
        return undefined
      case 'function':
        return readFunctionProperty(authorization, property)
    }
  }
}

function readFunctionProperty(authorization: FunctionAuthorization, property: string): string | undefined {
  const { context = {}, principalId } = authorization
  if (property === 'principalId') return principalId
  const value = Object.hasOwn(context, property) ? context[property] : undefined
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
