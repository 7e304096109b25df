import type { RefreshTokenRecord, SignInRecord, TokenGrant } from './user-store.ts'

/** How a SAML provider knows whom it signed in, which ends there by these names (SAML V2.0 Core, section 3.7.1). */
export interface SamlSession {
  readonly nameId: string
  readonly format?: string
  readonly nameQualifier?: string
  readonly spNameQualifier?: string
  readonly sessionIndex?: string
}

/** Somebody who signed in on the pages of a domain and needs not do so again for a while. */
export interface LoginSessionRecord {
  /** Of the cookie's value. */
  readonly hash: string
  readonly poolId: string
  readonly sub: string
  /** The domain on whose pages it began, and counts. */
  readonly domain: string
  /** The identity provider that they signed in by; `COGNITO` for the pool itself. */
  readonly provider: string
  /** Where that is a SAML provider. */
  readonly saml?: SamlSession
  readonly authenticatedAt: Date
  readonly expiresAt: Date
}

/** A code that stands for a sign-in until an app redeems it (RFC 6749 section 4.1). */
export interface AuthorizationCodeRecord {
  readonly hash: string
  readonly poolId: string
  readonly signInId: string
  /** The address it was sent to, where the app named it and has to name it again. */
  readonly redirectUri?: string
  readonly codeChallenge?: string
  /** Of the ID token. */
  readonly nonce?: string
  readonly expiresAt: Date
}

export interface AuthorizationStore {
  /** Also forgets the wrong passwords of the user, and sessions that are over. False when the user is gone or disabled. */
  insertLoginSession(session: LoginSessionRecord): Promise<boolean>
  findLoginSession(hash: string): Promise<LoginSessionRecord | undefined>
  deleteLoginSession(hash: string): Promise<void>

  /** A sign-in whose tokens wait for a code. False when the user is gone or disabled. */
  insertAuthorizationCode(code: AuthorizationCodeRecord, signIn: SignInRecord): Promise<boolean>
  /** Whether or not it was redeemed. */
  findAuthorizationCode(
    hash: string,
  ): Promise<{ readonly code: AuthorizationCodeRecord; readonly signIn: SignInRecord } | undefined>
  /**
   * Redeems a code once: the sign-in has this grant from then on and a refresh token. `used`: it was redeemed before, and the
   * sign-in is revoked by the same step. `expired`: it is over, or its sign-in was revoked.
   */
  redeemAuthorizationCode(
    hash: string,
    redemption: { readonly now: Date; readonly grant: TokenGrant; readonly refreshToken: RefreshTokenRecord },
  ): Promise<'redeemed' | 'used' | 'expired'>
}
