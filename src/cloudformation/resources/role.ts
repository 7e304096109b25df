import type { CreateRoleCommandInput } from '@aws-sdk/client-iam'
import type { ResourceClients } from '../cloudformation.ts'
import { changedTags, type TagList, tagMap } from './iam-tags.ts'
import { jsonDocument, policyText } from './policy-documents.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

type Properties = Omit<CreateRoleCommandInput, 'AssumeRolePolicyDocument' | 'PermissionsBoundary' | 'Tags'> & {
  readonly AssumeRolePolicyDocument?: object
  readonly ManagedPolicyArns?: readonly string[]
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: object }[]
  readonly Tags?: TagList
}

export const role: ResourceType<Properties> = {
  type: 'AWS::IAM::Role',
  service: 'Iam',
  passed: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'Policies',
    'RoleName',
    'Tags',
  ],
  refused: { PermissionsBoundary: {} },
  jsonProperties: {
    AssumeRolePolicyDocument: jsonDocument,
    Policies: {
      type: 'array',
      items: {
        type: 'object',
        properties: { PolicyName: { type: 'string' }, PolicyDocument: jsonDocument },
        required: ['PolicyName', 'PolicyDocument'],
      },
    },
  },
  named: 'RoleName',
  longestName: 64,
  tagged: 'Tags',
  attributes: {
    Arn: async ({ physicalId }, { iam }) =>
      present((await iam.GetRole({ RoleName: physicalId })).Role?.Arn, 'Role.Arn'),
    RoleId: async ({ physicalId }, { iam }) =>
      present((await iam.GetRole({ RoleName: physicalId })).Role?.RoleId, 'Role.RoleId'),
  },
  place: ({ RoleName = '' }) => ({ RoleName }),
  async create({ AssumeRolePolicyDocument, ManagedPolicyArns = [], Policies = [], Tags = [], ...properties }, { iam }) {
    const trust = policyText(AssumeRolePolicyDocument)
    const { Role } = await iam.CreateRole({
      ...properties,
      AssumeRolePolicyDocument: trust,
      Tags: [...Tags],
    })
    const RoleName = present(Role?.RoleName, 'Role.RoleName')
    try {
      await putPolicies(RoleName, Policies, iam)
      for (const PolicyArn of ManagedPolicyArns) await iam.AttachRolePolicy({ RoleName, PolicyArn })
    } catch (error) {
      await deleteRole(RoleName, iam)
      throw error
    }
    return RoleName
  },
  async update({ physicalId: RoleName }, properties, before, { iam }) {
    const { MaxSessionDuration = 3600, Description = '' } = properties
    await iam.UpdateRole({ RoleName, MaxSessionDuration, Description })
    await iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument: policyText(properties.AssumeRolePolicyDocument) })
    await updatePolicies(RoleName, properties, before, iam)
    const { changed, stale } = changedTags(tagMap(properties.Tags), tagMap(before.Tags))
    if (stale.length > 0) await iam.UntagRole({ RoleName, TagKeys: stale })
    if (changed.length > 0) await iam.TagRole({ RoleName, Tags: changed })
  },
  async delete({ physicalId }, { iam }) {
    await deleteRole(physicalId, iam)
  },
  findLookalikes: ({ RoleName }, { iam }) =>
    allItems(async () => {
      const { Role } = await iam.GetRole({ RoleName })
      return { items: [present(Role?.RoleName, 'Role.RoleName')], next: undefined }
    }),
}

type Iam = ResourceClients['iam']

async function putPolicies(RoleName: string, policies: NonNullable<Properties['Policies']>, iam: Iam): Promise<void> {
  for (const { PolicyName, PolicyDocument } of policies)
    await iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument: policyText(PolicyDocument) })
}

/** Leaves alone what others have put into the role or attached to it. */
async function updatePolicies(
  RoleName: string,
  { Policies = [], ManagedPolicyArns = [] }: Properties,
  { Policies: oldPolicies = [], ManagedPolicyArns: oldArns = [] }: Properties,
  iam: Iam,
): Promise<void> {
  const names = new Set(Policies.map(({ PolicyName }) => PolicyName))
  for (const { PolicyName } of oldPolicies)
    if (!names.has(PolicyName)) await iam.DeleteRolePolicy({ RoleName, PolicyName })
  await putPolicies(RoleName, Policies, iam)
  for (const PolicyArn of oldArns)
    if (!ManagedPolicyArns.includes(PolicyArn)) await iam.DetachRolePolicy({ RoleName, PolicyArn })
  for (const PolicyArn of ManagedPolicyArns) await iam.AttachRolePolicy({ RoleName, PolicyArn })
}

/** With everything that would keep it. */
async function deleteRole(RoleName: string, iam: Iam): Promise<void> {
  for (const PolicyName of (await iam.ListRolePolicies({ RoleName })).PolicyNames)
    await iam.DeleteRolePolicy({ RoleName, PolicyName })
  for (const { PolicyArn = '' } of (await iam.ListAttachedRolePolicies({ RoleName })).AttachedPolicies ?? [])
    await iam.DetachRolePolicy({ RoleName, PolicyArn })
  await iam.DeleteRole({ RoleName })
}
