import type { Page, UserRecord } from './store.ts'

/** A name that finds one user of a pool; names are unique in a pool, whatever attribute they come from. */
export interface SignInName {
  readonly attribute: 'sub' | 'username' | 'email' | 'phone_number' | 'preferred_username'
  /** As compared: lower case where the pool ignores case. */
  readonly name: string
}

/**
 * What becomes of the user who has a name that somebody else is to have: a change without that name, or undefined when
 * they keep it. May run again, so it must be pure.
 */
export type TakeOver = (
  holder: UserRecord,
  attribute: SignInName['attribute'],
) => Required<Pick<UserChange, 'user' | 'names'>> | undefined

/** What becomes of a user. */
export interface UserChange {
  readonly user: UserRecord
  /** All names of the user, when they change. */
  readonly names?: readonly SignInName[]
  /** What becomes of another user who has one of the names. */
  readonly takeOver?: TakeOver
  /** Revokes every sign-in of the user and ends the sessions on login pages, in the same step. */
  readonly revokeSignIns?: boolean
}

export type UserUpdate =
  | { readonly outcome: 'updated'; readonly user: UserRecord }
  /** Another user has this name; nothing changed. */
  | { readonly outcome: 'taken'; readonly attribute: SignInName['attribute'] }
  /** `change` wanted no change. */
  | { readonly outcome: 'declined' }
  | { readonly outcome: 'gone' }

/** What ListUsers filters by; `value` is compared in lower case except for `username`, `sub` and `status`. */
export interface UserFilter {
  readonly attribute: string
  readonly match: 'equals' | 'starts-with'
  readonly value: string
}

/** A code sent to a user, for one purpose at a time. */
export interface CodeRecord {
  readonly poolId: string
  readonly sub: string
  readonly purpose: 'sign-up' | 'forgot-password' | 'verify-email' | 'verify-phone_number'
  readonly hash: string
  readonly expiresAt: Date
}

/** What tokens from the OAuth 2.0 endpoints are made by, at first and when they are refreshed. */
export interface TokenGrant {
  /** The issuer under which the endpoints were reached (docs/decisions/0036). */
  readonly issuer: string
  readonly scopes: readonly string[]
  /** Who the access token is for (RFC 8707). */
  readonly resource?: string
}

/** One authentication of a user; every token that comes of it carries its id as `event_id`. */
export interface SignInRecord {
  readonly id: string
  readonly poolId: string
  readonly sub: string
  readonly clientId: string
  /** The device whose tokens these are, confirmed or not; absent when the pool did not remember devices. */
  readonly deviceKey?: string
  /** Absent for a sign-in by the API. */
  readonly grant?: TokenGrant
  readonly originJti: string
  readonly authenticatedAt: Date
  readonly revoked: boolean
  /** From then on no token of it can be valid and the record may go. */
  readonly expiresAt: Date
}

export interface RefreshTokenRecord {
  readonly hash: string
  readonly poolId: string
  readonly signInId: string
  readonly expiresAt: Date
  /** Set when it was rotated out: the end of its grace period. */
  readonly usableUntil?: Date
}

/** Wrong passwords given for one subject (a user's sub, or a keyed hash of an unknown name). */
export interface PasswordFailures {
  readonly failures: number
  readonly failedAt: Date
  /** Includes tries that were turned away during a lockout. */
  readonly triedAt: Date
}

export interface UserStore {
  /** Answers the attribute whose name another user has; undefined when the user was inserted. */
  insertUser(
    user: UserRecord,
    names: readonly SignInName[],
    takeOver?: TakeOver,
  ): Promise<SignInName['attribute'] | undefined>
  findUser(poolId: string, sub: string): Promise<UserRecord | undefined>
  findUserByName(poolId: string, name: string): Promise<UserRecord | undefined>
  /** `change` decides on the current record; it may run again when another change came first, so it must be pure. */
  updateUser(poolId: string, sub: string, change: (current: UserRecord) => UserChange | undefined): Promise<UserUpdate>
  deleteUser(poolId: string, sub: string): Promise<boolean>
  /**
   * In the order of creation, or in that of its values where the filter searches the username or an attribute; a page never
   * repeats a user, whatever is inserted or deleted meanwhile.
   */
  listUsers(
    poolId: string,
    page: { readonly limit: number; readonly after?: string; readonly filter?: UserFilter },
  ): Promise<Page<UserRecord>>

  /** Replaces the user's code for the same purpose. */
  putCode(code: CodeRecord): Promise<void>
  /** Takes the code if it matches, is alive and was missed fewer than `attempts` times; a miss is counted. */
  useCode(
    code: Omit<CodeRecord, 'expiresAt'>,
    limits: { readonly now: Date; readonly attempts: number },
  ): Promise<'used' | 'mismatch' | 'expired'>

  /** Counts a try and answers how many there were in the window it falls in, itself included. */
  countAttempt(attempt: {
    readonly poolId: string
    readonly subject: string
    readonly action: string
    readonly now: Date
    readonly windowMilliseconds: number
  }): Promise<number>
  /** How many tries the running window has; 0 when there is none. */
  findAttempts(poolId: string, subject: string, action: string, now: Date): Promise<number>
  /** Ends the running window. */
  clearAttempts(poolId: string, subject: string, action: string): Promise<void>

  findPasswordFailures(poolId: string, subject: string): Promise<PasswordFailures | undefined>
  /**
   * Counts a failure, from one again when the last try is older than `resetBefore`; false, and it does not count, when
   * the failures that others have added meanwhile lock the subject. `isLocked` may run again.
   */
  addPasswordFailure(
    poolId: string,
    subject: string,
    now: Date,
    rules: { readonly resetBefore: Date; readonly isLocked: (failures: PasswordFailures) => boolean },
  ): Promise<boolean>
  /** Remembers a try that was turned away during a lockout. */
  touchPasswordFailures(poolId: string, subject: string, now: Date): Promise<void>
  clearPasswordFailures(poolId: string, subject: string): Promise<void>

  /** False when the session was used before. */
  useSession(poolId: string, id: string, expiresAt: Date, now: Date): Promise<boolean>

  /**
   * Also drops the user's sign-ins that ended before this one, and the failures counted. False when the user is gone or disabled.
   * @param refreshToken absent where none is given
   */
  insertSignIn(signIn: SignInRecord, refreshToken?: RefreshTokenRecord): Promise<boolean>
  findSignIn(poolId: string, id: string): Promise<SignInRecord | undefined>
  findRefreshToken(
    hash: string,
  ): Promise<{ readonly refreshToken: RefreshTokenRecord; readonly signIn: SignInRecord } | undefined>
  /**
   * Puts `next` beside the token with this hash, which stays usable until `usableUntil` if this is its first rotation.
   * False when it was rotated before and its grace period is over at `now`, or it is gone.
   */
  rotateRefreshToken(
    hash: string,
    next: RefreshTokenRecord,
    limits: { readonly now: Date; readonly usableUntil: Date },
  ): Promise<boolean>
  revokeSignIn(poolId: string, id: string): Promise<void>
  /** Ends the user's sessions on login pages as well. False when the user is gone. */
  revokeSignIns(poolId: string, sub: string): Promise<boolean>
}
