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
  /** Throws AccessDeniedException unless the caller's policies allow it. */
  authorize(permission: Permission): void
}

/** A request whose body may be left unread until all else of its signature has been found right. */
export interface SignedRequest extends Omit<WireRequest, 'body'> {
  readonly body: Buffer | (() => Promise<Buffer>)
}

/** Tells callers by their signatures (docs/decisions/0019). */
export interface Access {
  /** Throws what AWS answers to a signature that does not verify. `service` is the name that clients sign for. */
  identify(request: SignedRequest, service: string): Promise<{ readonly caller: Caller; readonly region: string }>
}
