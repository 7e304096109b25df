import { DomainRefusal, encodeQuery, redirectTo } from '../domains/domain-exchange.ts'

/** Where an app is answered, and how. */
export interface ReturnAddress {
  readonly responseType: 'code' | 'token'
  /** One of the client's CallbackURLs, byte by byte. */
  readonly redirectUri: string
  /** Whether the app named it, and has to name it again when it redeems the code. */
  readonly namesRedirectUri: boolean
  readonly state?: string
}

/** What an app is told (RFC 6749 section 4.1.2.1; OpenID Connect Core section 3.1.2.6). */
export type AuthorizationError =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'invalid_scope'
  | 'login_required'
  | 'server_error'

/**
 * The app's address with an answer: behind what query it has for a code, in the fragment for tokens (RFC 6749 sections 4.1.2
 * and 4.2.2), errors alike.
 */
export function addressWith(address: ReturnAddress, members: Readonly<Record<string, string | undefined>>): string {
  const { redirectUri, responseType, state } = address
  const answer = encodeQuery({ ...members, state })
  if (responseType === 'token') return `${redirectUri}#${answer}`
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${answer}`
}

/** Sends the browser back to the app with an error. `description` is for the app, `detail` for the log. */
export function refuseToApp(
  address: ReturnAddress,
  error: AuthorizationError,
  detail: string,
  description?: string,
): never {
  throw new DomainRefusal(redirectTo(addressWith(address, { error, error_description: description })), detail)
}
