import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Iam } from '../iam.ts'
import { PolicyProblem, readPolicyOfRole } from '../policies/policy-document.ts'
import { readTrustPolicy } from '../policies/trust-policy.ts'
import type { IamRoleRecord } from '../role-store.ts'
import type { IamStore } from '../store.ts'
import { describeTags } from '../tags.ts'

export function roleArn(accountId: string, { path, name }: Pick<IamRoleRecord, 'path' | 'name'>): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`
}

export async function requireRole(
  context: Pick<Iam, 'store'> & Fails<'NoSuchEntityException'>,
  name: string,
): Promise<IamRoleRecord> {
  return (await context.store.findRole(name)) ?? refuseMissingRole(context, name)
}

/** The role with exactly this ARN. */
export async function findRoleByArn(
  { store, accountId }: { readonly store: Pick<IamStore, 'findRole'>; readonly accountId: string },
  arn: string,
): Promise<IamRoleRecord | undefined> {
  const role = await store.findRole(arn.slice(arn.lastIndexOf('/') + 1))
  return role && roleArn(accountId, role) === arn ? role : undefined
}

export function refuseMissingRole(context: Fails<'NoSuchEntityException'>, name: string): never {
  return context.fail('NoSuchEntityException', `The role with name ${name} cannot be found.`)
}

/** The role as IAM shows it; documents are percent-encoded (API "GetRole"). */
export function describeRole({ accountId }: Pick<CallContext, 'accountId'>, role: IamRoleRecord) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(accountId, role),
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    ...(role.description !== '' && { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
    ...describeTags(role.tags),
  }
}

/** Refuses a document that does not say who may assume a role. */
export function checkTrustPolicy(document: string, context: Fails<'MalformedPolicyDocumentException'>): void {
  checking(context, () => readTrustPolicy(document))
}

/** Refuses a document that does not say what somebody may do. */
export function checkPolicy(document: string, context: Fails<'MalformedPolicyDocumentException'>): void {
  checking(context, () => readPolicyOfRole(document))
}

function checking(context: Fails<'MalformedPolicyDocumentException'>, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (error instanceof PolicyProblem) context.fail('MalformedPolicyDocumentException', error.message)
    throw error
  }
}
