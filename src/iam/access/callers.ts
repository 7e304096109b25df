import type { Caller, RememberedCaller } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'
import { readPolicy } from '../policies/policy-document.ts'
import { sessionIdentity } from '../roles/role-identity.ts'
import { roleArn } from '../roles/roles.ts'
import type { AccessKeyRecord, IamStore, IamUserRecord } from '../store.ts'
import type { RoleSession } from '../sts/role-session.ts'
import { userArn } from '../users/users.ts'
import { callFacts, type FactsOfCall } from './call-facts.ts'
import { callerOf, rememberCaller } from './identity.ts'

/* Callers with what their policies let them do now, each remembering who it is. */

export interface Account {
  readonly store: IamStore
  readonly accountId: string
}

/** Whose key signs: undefined when it does not, or not any more. */
export async function findSigner(
  { store }: Pick<Account, 'store'>,
  accessKeyId: string,
): Promise<{ readonly key: AccessKeyRecord; readonly user: IamUserRecord } | undefined> {
  const key = await store.findAccessKey(accessKeyId)
  const user = key?.isActive === true ? await store.findUser(key.userName) : undefined
  return key && user && { key, user }
}

export function rootCaller(accountId: string, facts: FactsOfCall): Caller {
  const caller: Caller = { arn: `arn:aws:iam::${accountId}:root`, userId: accountId, authorize() {} }
  return rememberCaller(caller, { kind: 'root' }, facts)
}

export async function userCaller(
  { store, accountId }: Account,
  { key, user }: { readonly key: AccessKeyRecord; readonly user: IamUserRecord },
  facts: FactsOfCall,
): Promise<Caller> {
  const arn = userArn(accountId, user)
  const caller = callerOf({
    arn,
    userId: user.id,
    facts: { ...callFacts(accountId, arn, facts), 'aws:username': user.name },
    policies: (await store.listPolicies(user.name)).map(({ document }) => readPolicy(document)),
  })
  return rememberCaller(caller, { kind: 'user', accessKeyId: key.id }, facts)
}

/** Undefined when the role is gone, even if another has taken its name. */
export async function sessionCaller(
  account: Account,
  session: Pick<RoleSession, 'roleName' | 'roleId' | 'sessionName' | 'limits'>,
  facts: FactsOfCall,
): Promise<Caller | undefined> {
  const role = await account.store.findRole(session.roleName)
  if (role?.id !== session.roleId) return undefined
  const { roleName, roleId, sessionName, limits } = session
  const caller = callerOf(await sessionIdentity(account, role, session, facts))
  const who = { roleArn: roleArn(account.accountId, role), roleName, roleId, sessionName }
  return rememberCaller(caller, { kind: 'role', ...who, ...(limits && { limits }) }, facts)
}

/** The operations of IAM are closed to a session, also where other services call them for it; to pass a role is none. */
export function withoutIam(caller: Caller): Caller {
  return {
    ...caller,
    ...(caller.remembered && { remembered: { ...caller.remembered, isWithoutIam: true } }),
    authorize: (permission) => {
      if (permission.action.startsWith('iam:') && permission.action !== 'iam:PassRole') refuseToken()
      caller.authorize(permission)
    },
  }
}

/** The same, whose credentials end then (milliseconds since 1970). */
export function endingAt(caller: Caller, expiresAt: number): Caller {
  return { ...caller, ...(caller.remembered && { remembered: { ...caller.remembered, expiresAt } }) }
}

/** Of whom nothing is left but who they were: whatever they ask for is refused. */
export function powerlessCaller({ arn, userId, principal }: RememberedCaller, refuse: () => never): Caller {
  // Still a session of the role: a stack that has this role may not go on with all that the role may.
  return { arn, userId, ...(principal.kind === 'role' && { roleArn: principal.roleArn }), authorize: refuse }
}

export function refuseToken(): never {
  throw new ApiError('UnrecognizedClientException', 'The security token included in the request is invalid.')
}

export function refuseExpired(): never {
  throw new ApiError('ExpiredTokenException', 'The security token included in the request is expired')
}
