import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Iam } from '../iam.ts'
import type { ManagedPolicyRecord, PolicyVersionRecord } from '../managed-policy-store.ts'
import type { IamStore } from '../store.ts'
import type { Tags } from '../tags.ts'

export function policyArn(accountId: string, { path, name }: Pick<ManagedPolicyRecord, 'path' | 'name'>): string {
  return `arn:aws:iam::${accountId}:policy${path}${name}`
}

/** The name at the end of a policy's ARN. */
export function policyNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

/** Policies that AWS keeps, of which poolgate knows no more than their names. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:aws[\w-]*:iam::aws:policy\/[\w+=,.@/-]+$/.test(arn)
}

export async function findPolicy(
  { store, accountId }: { readonly store: Pick<IamStore, 'findManagedPolicy'> } & Pick<CallContext, 'accountId'>,
  arn: string,
): Promise<ManagedPolicyRecord | undefined> {
  const policy = await store.findManagedPolicy(policyNameOf(arn))
  return policy && policyArn(accountId, policy) === arn ? policy : undefined
}

export async function requirePolicy(
  context: Pick<Iam, 'store'> &
    Pick<CallContext, 'accountId'> &
    Fails<'NoSuchEntityException' | 'InvalidInputException'>,
  arn: string,
): Promise<ManagedPolicyRecord> {
  if (isAwsManaged(arn))
    context.fail('InvalidInputException', `poolgate does not implement the documents of AWS managed policies: ${arn}`)
  return (await findPolicy(context, arn)) ?? refuseMissingPolicy(context, arn)
}

export function refuseMissingPolicy(context: Fails<'NoSuchEntityException'>, arn: string): never {
  return context.fail('NoSuchEntityException', `Policy ${arn} was not found.`)
}

export async function changeTags(
  context: Pick<Iam, 'store'> & Fails<'ConcurrentModificationException'>,
  policy: ManagedPolicyRecord,
  tags: Tags,
): Promise<void> {
  if (!(await context.store.replaceManagedPolicy({ ...policy, tags }, policy)))
    context.fail(
      'ConcurrentModificationException',
      'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
    )
}

/** The policy as lists of IAM show it: without its tags (API "ListPolicies"). */
export async function describePolicy(
  { accountId, store }: Pick<CallContext, 'accountId'> & Pick<Iam, 'store'>,
  policy: ManagedPolicyRecord,
) {
  const arn = policyArn(accountId, policy)
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: await store.countAttachments(arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    ...(policy.description !== '' && { Description: policy.description }),
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  }
}

export function describeVersion({ defaultVersionId }: ManagedPolicyRecord, { id, createdAt }: PolicyVersionRecord) {
  return { VersionId: id, IsDefaultVersion: id === defaultVersionId, CreateDate: createdAt }
}

export function requireVersion(
  context: Fails<'NoSuchEntityException'>,
  { versions }: ManagedPolicyRecord,
  arn: string,
  versionId: string,
): PolicyVersionRecord {
  return (
    versions.find(({ id }) => id === versionId) ??
    context.fail('NoSuchEntityException', `Policy ${arn} version ${versionId} does not exist or is not attachable.`)
  )
}
