import type { CreatePolicyCommandInput } from '@aws-sdk/client-iam'
import type { ResourceClients } from '../cloudformation.ts'
import { jsonDocument, policyText } from './policy-documents.ts'
import { allItems, present, type PhysicalResource, type ResourceType } from './resource-type.ts'

type Properties = Pick<CreatePolicyCommandInput, 'Description' | 'Path'> & {
  readonly ManagedPolicyName?: string
  readonly PolicyDocument?: object
  readonly Roles?: readonly string[]
}

type Iam = ResourceClients['iam']

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

async function describe({ physicalId: PolicyArn }: PhysicalResource, { iam }: ResourceClients) {
  return present((await iam.GetPolicy({ PolicyArn })).Policy, 'Policy')
}

export const managedPolicy: ResourceType<Properties> = {
  type: 'AWS::IAM::ManagedPolicy',
  service: 'Iam',
  passed: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  // There are no groups, and managed policies decide nothing for users.
  refused: { Groups: { unless: isEmpty }, Users: { unless: isEmpty } },
  jsonProperties: { PolicyDocument: jsonDocument },
  named: 'ManagedPolicyName',
  attributes: {
    AttachmentCount: async (resource, clients) => String((await describe(resource, clients)).AttachmentCount),
    CreateDate: async (resource, clients) =>
      present((await describe(resource, clients)).CreateDate, 'CreateDate').toISOString(),
    DefaultVersionId: async (resource, clients) =>
      present((await describe(resource, clients)).DefaultVersionId, 'DefaultVersionId'),
    IsAttachable: async (resource, clients) => String((await describe(resource, clients)).IsAttachable),
    PermissionsBoundaryUsageCount: async (resource, clients) =>
      String((await describe(resource, clients)).PermissionsBoundaryUsageCount),
    PolicyArn: async ({ physicalId }) => physicalId,
    PolicyId: async (resource, clients) => present((await describe(resource, clients)).PolicyId, 'PolicyId'),
    UpdateDate: async (resource, clients) =>
      present((await describe(resource, clients)).UpdateDate, 'UpdateDate').toISOString(),
  },
  place: ({ ManagedPolicyName = '' }) => ({ ManagedPolicyName }),
  async create({ ManagedPolicyName, PolicyDocument, Roles = [], ...properties }, { iam }) {
    const input = { ...properties, PolicyName: ManagedPolicyName, PolicyDocument: policyText(PolicyDocument) }
    const PolicyArn = present((await iam.CreatePolicy(input)).Policy?.Arn, 'Policy.Arn')
    try {
      for (const RoleName of Roles) await iam.AttachRolePolicy({ RoleName, PolicyArn })
    } catch (error) {
      await deletePolicy(PolicyArn, iam)
      throw error
    }
    return PolicyArn
  },
  async update({ physicalId: PolicyArn }, { PolicyDocument, Roles = [] }, before, { iam }) {
    if (policyText(PolicyDocument) !== policyText(before.PolicyDocument)) {
      const { Versions = [] } = await iam.ListPolicyVersions({ PolicyArn })
      await iam.CreatePolicyVersion({ PolicyArn, PolicyDocument: policyText(PolicyDocument), SetAsDefault: true })
      // Only what the template says last is kept.
      for (const { VersionId } of Versions) await iam.DeletePolicyVersion({ PolicyArn, VersionId })
    }
    for (const RoleName of Roles) await iam.AttachRolePolicy({ RoleName, PolicyArn })
    for (const RoleName of before.Roles ?? [])
      if (!Roles.includes(RoleName)) await iam.DetachRolePolicy({ RoleName, PolicyArn })
  },
  async delete({ physicalId }, { iam }) {
    await deletePolicy(physicalId, iam)
  },
  async findLookalikes({ ManagedPolicyName }, { iam }) {
    const policies = await allItems(async (token) => {
      const { Policies, Marker } = await iam.ListPolicies({ Scope: 'Local', ...(token && { Marker: token }) })
      return { items: Policies, next: Marker }
    })
    return policies
      .filter(({ PolicyName }) => PolicyName === ManagedPolicyName)
      .map(({ Arn }) => present(Arn, 'Policy.Arn'))
  },
}

/** Detached from every role first. */
async function deletePolicy(PolicyArn: string, iam: Iam): Promise<void> {
  const roles = await allItems(async (token) => {
    const { Roles, Marker } = await iam.ListRoles({ ...(token && { Marker: token }) })
    return { items: Roles, next: Marker }
  })
  for (const { RoleName } of roles) {
    const { AttachedPolicies = [] } = await iam.ListAttachedRolePolicies({ RoleName })
    if (AttachedPolicies.some((attached) => attached.PolicyArn === PolicyArn))
      await iam.DetachRolePolicy({ RoleName, PolicyArn })
  }
  await iam.DeletePolicy({ PolicyArn })
}
