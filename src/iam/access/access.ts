import type { Clock } from '../../ports/clock.ts'
import type { Vault } from '../../ports/vault.ts'
import type { Access, Caller, Permission } from '../../wire/access.ts'
import type { WireRequest } from '../../wire/message.ts'
import { ApiError } from '../../wire/operation.ts'
import { readSignature, type Signature } from '../../wire/sigv4.ts'
import { verifySignature } from '../../wire/verify-signature.ts'
import type { ConditionFacts } from '../policies/conditions.ts'
import { decide } from '../policies/decide.ts'
import { readPolicy } from '../policies/policy-document.ts'
import { accessKeyPurpose, type AccessKeyRecord, type IamStore, type IamUserRecord } from '../store.ts'
import { userArn } from '../users/users.ts'

/** The key that may do everything; it is kept outside the database. */
export interface RootAccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface AccessOptions {
  readonly store: Pick<IamStore, 'findAccessKey' | 'findUser' | 'listPolicies' | 'noteAccessKeyUse'>
  readonly vault: Pick<Vault, 'open'>
  readonly clock: Clock
  readonly accountId: string
  readonly rootKey: RootAccessKey
}

/** Seconds within which the use of a key is noted once. */
const noteEverySeconds = 60

/** Verifies signatures against the root key and the access keys of users, whose policies then decide. */
export function createAccess(options: AccessOptions): Access {
  return {
    async identify(request, service) {
      const signature = readSignature(request)
      if (!signature) throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token')
      const now = options.clock.now()
      // No temporary credentials are issued, so no session token is one of ours.
      if (signature.sessionToken !== undefined) refuseToken()
      const { region, accessKeyId } = signature.credential
      if (accessKeyId === options.rootKey.accessKeyId) {
        verifySignature(signature, request, { secret: options.rootKey.secretAccessKey, service, now })
        return { caller: rootCaller(options.accountId), region }
      }
      const { key, user } = await findSigner(options, accessKeyId)
      const secret = options.vault.open(key.secret, accessKeyPurpose(key.id)).toString()
      verifySignature(signature, request, { secret, service, now })
      await noteUse(options, key, signature, now)
      return { caller: await userCaller(options, user, factsOf(options, user, signature, request, now)), region }
    },
  }
}

function rootCaller(accountId: string): Caller {
  return { arn: `arn:aws:iam::${accountId}:root`, userId: accountId, authorize() {} }
}

async function findSigner(
  { store }: AccessOptions,
  accessKeyId: string,
): Promise<{ key: AccessKeyRecord; user: IamUserRecord }> {
  const key = await store.findAccessKey(accessKeyId)
  const user = key?.isActive === true ? await store.findUser(key.userName) : undefined
  if (!key || !user) return refuseToken()
  return { key, user }
}

function refuseToken(): never {
  throw new ApiError('UnrecognizedClientException', 'The security token included in the request is invalid.')
}

async function noteUse(
  { store }: AccessOptions,
  key: AccessKeyRecord,
  { credential: { service, region } }: Signature,
  now: Date,
): Promise<void> {
  const { lastUsed } = key
  const isRecent = lastUsed !== undefined && now.getTime() - lastUsed.at.getTime() < noteEverySeconds * 1000
  if (!isRecent || lastUsed.service !== service || lastUsed.region !== region)
    await store.noteAccessKeyUse(key.id, { at: now, service, region })
}

async function userCaller(
  { store, accountId }: AccessOptions,
  user: IamUserRecord,
  facts: ConditionFacts,
): Promise<Caller> {
  const policies = (await store.listPolicies(user.name)).map(({ document }) => readPolicy(document))
  const arn = userArn(accountId, user)
  return {
    arn,
    userId: user.id,
    authorize(permission) {
      const decision = decide(policies, permission, facts)
      if (decision === 'allowed' && permission.needsTls && !facts['aws:securetransport'])
        throw accessDenied(arn, permission, 'denied-by-resource')
      if (decision !== 'allowed') throw accessDenied(arn, permission, decision)
    },
  }
}

function factsOf(
  { accountId }: AccessOptions,
  user: IamUserRecord,
  { credential: { region } }: Signature,
  { sourceIp, isSecure = false }: WireRequest,
  now: Date,
): ConditionFacts {
  return {
    'aws:currenttime': now,
    'aws:requestedregion': region,
    'aws:securetransport': isSecure,
    'aws:sourceip': sourceIp,
    'aws:username': user.name,
    'aws:principalarn': userArn(accountId, user),
  }
}

type Denial = 'denied' | 'denied-by-resource' | 'not-allowed'

function accessDenied(arn: string, { action, resource }: Permission, decision: Denial): ApiError {
  const reason =
    decision !== 'not-allowed'
      ? `with an explicit deny in ${decision === 'denied' ? 'an identity' : 'a resource'}-based policy`
      : `because no identity-based policy allows the ${action} action`
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  return new ApiError('AccessDeniedException', `User: ${arn} is not authorized to perform: ${action}${on} ${reason}`)
}
