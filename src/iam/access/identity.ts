import type { Caller, Permission, Principal } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'
import type { ConditionFacts } from '../policies/conditions.ts'
import { decide } from '../policies/decide.ts'
import type { Policy } from '../policies/policy-document.ts'
import type { FactsOfCall } from './call-facts.ts'

/** Who calls, and all that says what they may do. */
export interface Identity {
  readonly arn: string
  readonly userId: string
  /** The role whose session it is. */
  readonly roleArn?: string
  readonly facts: ConditionFacts
  readonly policies: readonly Policy[]
  /** What the session was limited to when it began; the policies above cannot give more. */
  readonly sessionPolicies?: readonly Policy[]
}

/** The caller that an identity is for the operations (IAM user guide, "Policy evaluation logic"). */
export function callerOf(identity: Identity): Caller {
  const { arn, userId, roleArn, facts } = identity
  return {
    arn,
    userId,
    ...(roleArn !== undefined && { roleArn }),
    isSecure: facts['aws:securetransport'],
    authorize(permission) {
      const reason = refusalOf(identity, permission)
      if (reason !== undefined) throw accessDenied(arn, permission, reason)
    },
  }
}

/** The same caller, with what tells them again once the call is over. */
export function rememberCaller(caller: Caller, principal: Principal, { sourceIp, isSecure }: FactsOfCall): Caller {
  const { arn, userId } = caller
  return { ...caller, remembered: { arn, userId, sourceIp, isSecure, principal } }
}

/** Why the call is refused, as AWS says it; undefined when it is allowed. */
function refusalOf({ policies, sessionPolicies, facts }: Identity, permission: Permission): string | undefined {
  const byIdentity = decide(policies, permission, facts)
  const bySession = sessionPolicies ? decide(sessionPolicies, permission, facts) : 'allowed'
  if (byIdentity === 'denied') return 'with an explicit deny in an identity-based policy'
  if (bySession === 'denied') return 'with an explicit deny in a session policy'
  if (byIdentity === 'not-allowed' && !permission.isGranted)
    return `because no identity-based policy allows the ${permission.action} action`
  if (bySession === 'not-allowed') return `because no session policy allows the ${permission.action} action`
  if (permission.needsTls && !facts['aws:securetransport']) return 'with an explicit deny in a resource-based policy'
  return undefined
}

function accessDenied(arn: string, { action, resource }: Permission, reason: string): ApiError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`
  return new ApiError('AccessDeniedException', `User: ${arn} is not authorized to perform: ${action}${on} ${reason}`)
}
