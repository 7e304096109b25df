import { callFacts, type FactsOfCall } from '../access/call-facts.ts'
import type { Identity } from '../access/identity.ts'
import { findPolicy } from '../managed-policies/managed-policies.ts'
import { type Policy, readPolicy, readPolicyOfRole } from '../policies/policy-document.ts'
import type { IamRoleRecord } from '../role-store.ts'
import type { IamStore } from '../store.ts'
import type { SessionLimits } from '../sts/role-session.ts'
import { roleArn } from './roles.ts'

interface Account {
  readonly store: Pick<IamStore, 'findManagedPolicy' | 'listAttachedRolePolicies' | 'listRolePolicies'>
  readonly accountId: string
}

/** ARN and id of a role's session (IAM user guide, "IAM identifiers"); a role's path is not in it. */
export function assumedRole(accountId: string, { name, id }: Pick<IamRoleRecord, 'name' | 'id'>, sessionName: string) {
  return { Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`, AssumedRoleId: `${id}:${sessionName}` }
}

/** A session of a role as it is now: who it is, and what its role's policies and its own limits let it do. */
export async function sessionIdentity(
  account: Account,
  role: IamRoleRecord,
  { sessionName, limits }: { readonly sessionName: string; readonly limits?: SessionLimits },
  facts: FactsOfCall,
): Promise<Identity> {
  const { accountId } = account
  const arn = roleArn(accountId, role)
  const { Arn, AssumedRoleId } = assumedRole(accountId, role, sessionName)
  return {
    arn: Arn,
    userId: AssumedRoleId,
    roleArn: arn,
    facts: callFacts(accountId, arn, facts),
    policies: await readRolePolicies(account, role.name),
    ...(limits && { sessionPolicies: await readSessionPolicies(account, limits) }),
  }
}

async function readRolePolicies(account: Account, roleName: string): Promise<Policy[]> {
  const inline = (await account.store.listRolePolicies(roleName)).map(({ document }) => readPolicyOfRole(document))
  const attached = await account.store.listAttachedRolePolicies(roleName)
  return [...inline, ...(await readManagedPolicies(account, attached))]
}

async function readSessionPolicies(account: Account, { policy, policyArns }: SessionLimits): Promise<Policy[]> {
  const managed = await readManagedPolicies(account, policyArns)
  return policy === undefined ? managed : [readPolicy(policy), ...managed]
}

async function readManagedPolicies(account: Account, arns: readonly string[]): Promise<Policy[]> {
  const policies = await Promise.all(arns.map((arn) => readManagedPolicy(account, arn)))
  return policies.filter((policy) => policy !== undefined)
}

async function readManagedPolicy(account: Account, arn: string): Promise<Policy | undefined> {
  const policy = await findPolicy(account, arn)
  const document =
    policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? knownAwsPolicies.get(arn)
  return document === undefined ? undefined : readPolicyOfRole(document)
}

const about = (Effect: 'Allow' | 'Deny', ...Action: string[]) =>
  JSON.stringify({ Statement: [{ Effect, Action, Resource: '*' }] })

/**
 * The policies that AWS keeps whose documents matter here; the others' are unknown, and allow nothing (docs/decisions/0042).
 * AWS Managed Policy Reference Guide.
 */
const knownAwsPolicies: ReadonlyMap<string, string> = new Map([
  ['arn:aws:iam::aws:policy/AdministratorAccess', about('Allow', '*')],
  [
    'arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess',
    about(
      'Allow',
      'cloudformation:Describe*',
      'cloudformation:EstimateTemplateCost',
      'cloudformation:Get*',
      'cloudformation:List*',
      'cloudformation:ValidateTemplate',
      'cloudformation:Detect*',
    ),
  ],
  ['arn:aws:iam::aws:policy/AWSDenyAll', about('Deny', '*')],
])
