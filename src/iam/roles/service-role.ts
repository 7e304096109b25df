import type { Caller } from '../../wire/access.ts'
import { callFacts, type FactsOfCall } from '../access/call-facts.ts'
import { callerOf, rememberCaller } from '../access/identity.ts'
import { decideTrust } from '../policies/decide-trust.ts'
import { readTrustPolicy } from '../policies/trust-policy.ts'
import type { IamStore } from '../store.ts'
import { sessionIdentity } from './role-identity.ts'
import { findRoleByArn } from './roles.ts'

/**
 * A service's session of a role, with the role's permissions as they are now; undefined when there is no such role, or its
 * trust policy does not name the service (IAM user guide, "Create a role to delegate permissions to an AWS service").
 */
export async function assumeServiceRole(
  account: { readonly store: IamStore; readonly accountId: string },
  arn: string,
  { service, sessionName }: { readonly service: string; readonly sessionName: string },
  call: FactsOfCall,
): Promise<Caller | undefined> {
  const role = await findRoleByArn(account, arn)
  if (!role) return undefined
  const facts = callFacts(account.accountId, service, call)
  const trust = decideTrust(readTrustPolicy(role.trustPolicy), { kind: 'Service', names: [service] }, facts)
  if (trust !== 'named') return undefined
  const identity = await sessionIdentity(account, role, { sessionName }, call)
  return rememberCaller(callerOf(identity), { kind: 'service', service, roleArn: arn, sessionName }, call)
}
