import type { WireRequest } from './message.ts'

/** What one call needs to be allowed: the action's IAM name and the ARN of what it is about, `*` for nothing in particular. */
export interface Permission {
  /** `cognito-idp:AdminGetUser`, `apigateway:GET` */
  readonly action: string
  readonly resource: string
  /** What it is about is closed to whoever comes without TLS. */
  readonly needsTls?: boolean
  /** What it is about names the caller as one who may: then no policy of the caller has to allow it, and one may still deny it. */
  readonly isGranted?: boolean
}

/** Who makes a call, as a verified signature tells. */
export interface Caller {
  /** `arn:aws:iam::<account>:user/<name>`, `:root`, or `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string
  /** The unique id that STS shows: `AIDA...`, `AROA...:<session>`, or the account's. */
  readonly userId: string
  /** The key that signed, unless it ends by itself as that of a session does. */
  readonly accessKeyId?: string
  /** The role whose session it is. */
  readonly roleArn?: string
  /** Whether the call came over TLS. */
  readonly isSecure?: boolean
  /** By this the same are told again once the call is over; absent of those who cannot be. */
  readonly remembered?: RememberedCaller
  /** Throws AccessDeniedException unless the caller's policies allow it. */
  authorize(permission: Permission): void
}

/** Who called, with no secret, for work that may outlast the call and the process that it came to. */
export interface RememberedCaller {
  readonly arn: string
  readonly userId: string
  readonly sourceIp: string
  readonly isSecure: boolean
  readonly principal: Principal
  /** Milliseconds since 1970, of credentials that end by themselves. */
  readonly expiresAt?: number
  /** Whether the operations of IAM are closed to their credentials, as to those of GetSessionToken. */
  readonly isWithoutIam?: true
}

/** Whose permissions count: of users with the key that signed, of roles with what limits the session. */
export type Principal =
  | { readonly kind: 'root' }
  | { readonly kind: 'user'; readonly accessKeyId: string }
  | {
      readonly kind: 'role'
      readonly roleArn: string
      readonly roleName: string
      readonly roleId: string
      readonly sessionName: string
      readonly limits?: { readonly policy?: string; readonly policyArns: readonly string[] }
    }
  /** A service's own session of a role. */
  | { readonly kind: 'service'; readonly service: string; readonly roleArn: string; readonly sessionName: string }
  /** Somebody who cannot be told again. */
  | { readonly kind: 'unknown' }

/**
 * Tells a caller again, with the permissions that they have by now: none, when they could not call any more. Undefined where
 * nobody's permissions are asked for.
 */
export type RecallCaller = (remembered: RememberedCaller, region: string) => Promise<Caller | undefined>

/** A request whose body may be left unread until all else of its signature has been found right. */
export interface SignedRequest extends Omit<WireRequest, 'body'> {
  readonly body: Buffer | (() => Promise<Buffer>)
}

/** Tells callers by their signatures (docs/decisions/0019). */
export interface Access {
  /** Throws what AWS answers to a signature that does not verify. `service` is the name that clients sign for. */
  identify(request: SignedRequest, service: string): Promise<{ readonly caller: Caller; readonly region: string }>
}
