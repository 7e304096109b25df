import type { Clock } from '../../ports/clock.ts'
import type { Vault } from '../../ports/vault.ts'
import type { Access, Caller, SignedRequest } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'
import { readSignature, type Signature } from '../../wire/sigv4.ts'
import { checkSignature, verifySignature } from '../../wire/verify-signature.ts'
import { accessKeyPurpose, type AccessKeyRecord, type IamStore } from '../store.ts'
import { openSession } from '../sts/role-session.ts'
import { openUserSession, type UserSession } from '../sts/user-session.ts'
import type { FactsOfCall } from './call-facts.ts'
import {
  endingAt,
  findSigner,
  refuseExpired,
  refuseToken,
  rootCaller,
  sessionCaller,
  userCaller,
  withoutIam,
} from './callers.ts'

/** The key that may do everything; it is kept outside the database. */
export interface RootAccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface AccessOptions {
  readonly store: IamStore
  readonly vault: Pick<Vault, 'open'>
  readonly clock: Clock
  /** What clients sign by, where the server's own clock may be moved. */
  readonly signersClock?: Clock
  readonly accountId: string
  /** The secret of a key that may do everything, none of which is in the database; undefined for any other. */
  readonly findRootSecret: (accessKeyId: string) => string | undefined
  /** What the log says besides of a key that is unknown or did not sign. */
  readonly advice?: string
}

/** Seconds within which the use of a key is noted once. */
const noteEverySeconds = 60

/** Verifies signatures against the keys of the root, users' access keys and the credentials of sessions, whose policies then decide. */
export function createAccess(options: AccessOptions): Access {
  return {
    async identify(request, service) {
      const signature = readSignature(request)
      if (!signature) throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token')
      const now = options.clock.now()
      const signing = { service, now: options.signersClock?.now() ?? now }
      const verify = async (secret: string): Promise<void> => {
        checkSignature(signature, request, signing)
        const body = typeof request.body === 'function' ? await request.body() : request.body
        verifySignature(signature, { ...request, body }, { ...signing, secret })
      }
      const call = { signature, request, service, now, verify }
      const caller = await identifyCaller(options, call).catch((error: unknown) => advise(options, error))
      return { caller, region: regionOf(signature) }
    },
  }
}

/** What was wrong with a key or its secret, for the log with what to do about it. */
function advise({ advice }: AccessOptions, error: unknown): never {
  const { code, message } = error instanceof ApiError ? error : { code: undefined, message: '' }
  if (advice !== undefined && (code === 'UnrecognizedClientException' || code === 'InvalidSignatureException'))
    throw new ApiError(code, message, { detail: advice })
  throw error
}

interface SignedCall {
  readonly signature: Signature
  readonly request: SignedRequest
  readonly service: string
  readonly now: Date
  /** Rejects unless the request was signed with this secret. */
  readonly verify: (secret: string) => Promise<void>
}

async function identifyCaller(options: AccessOptions, call: SignedCall): Promise<Caller> {
  const { sessionToken, credential } = call.signature
  if (sessionToken !== undefined) return identifySession(options, call, sessionToken)
  const { accessKeyId } = credential
  const rootSecret = options.findRootSecret(accessKeyId)
  if (rootSecret !== undefined) {
    await call.verify(rootSecret)
    return { ...rootCaller(options.accountId, factsOfCall(call)), accessKeyId }
  }
  const { key, user } = (await findSigner(options, accessKeyId)) ?? refuseToken()
  await call.verify(options.vault.open(key.secret, accessKeyPurpose(key.id)).toString())
  await noteUse(options, key, call)
  return { ...(await userCaller(options, { key, user }, factsOfCall(call))), accessKeyId: key.id }
}

/** The token must be one of ours, for the key that signed, of a role or key that is still there. */
async function identifySession(options: AccessOptions, call: SignedCall, token: string): Promise<Caller> {
  const session = openSession(options.vault, token) ?? openUserSession(options.vault, token)
  if (session?.accessKeyId !== call.signature.credential.accessKeyId) return refuseToken()
  if (session.expiresAt <= call.now.getTime()) return refuseExpired()
  await call.verify(session.secretAccessKey)
  const caller =
    'roleId' in session
      ? ((await sessionCaller(options, session, factsOfCall(call))) ?? refuseToken())
      : await userSessionCaller(options, session, call)
  return endingAt(caller, session.expiresAt)
}

/** "You cannot call any IAM API operations unless MFA authentication information is included" (API "GetSessionToken"). */
async function userSessionCaller(
  options: AccessOptions,
  { longTermKeyId }: UserSession,
  call: SignedCall,
): Promise<Caller> {
  if (call.service === 'iam') return refuseToken()
  const facts = factsOfCall(call)
  if (options.findRootSecret(longTermKeyId) !== undefined) return withoutIam(rootCaller(options.accountId, facts))
  const signer = (await findSigner(options, longTermKeyId)) ?? refuseToken()
  return withoutIam(await userCaller(options, signer, facts))
}

async function noteUse({ store }: AccessOptions, key: AccessKeyRecord, { signature, now }: SignedCall): Promise<void> {
  const { service, region } = signature.credential
  const { lastUsed } = key
  const isRecent = lastUsed !== undefined && now.getTime() - lastUsed.at.getTime() < noteEverySeconds * 1000
  // Also where the last use was another service: keys of routes with AWS_IAM take turns, and each note is a synced commit.
  if (!isRecent) await store.noteAccessKeyUse(key.id, { at: now, service, region })
}

function factsOfCall({ signature, request: { sourceIp, isSecure = false }, now }: SignedCall): FactsOfCall {
  return { now, region: regionOf(signature), sourceIp, isSecure }
}

function regionOf({ credential }: Signature): string {
  return credential.region
}
