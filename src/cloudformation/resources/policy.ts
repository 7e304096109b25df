import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { jsonDocument, policyText } from './policy-documents.ts'
import { isMissing, type ResourceType } from './resource-type.ts'

type Properties = {
  readonly PolicyName: string
  readonly PolicyDocument: object
  readonly Roles?: readonly string[]
  readonly Users?: readonly string[]
}

/** One inline policy of several roles and users. */
export const policy: ResourceType<Properties> = {
  type: 'AWS::IAM::Policy',
  service: 'Iam',
  passed: ['PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  // There are no groups.
  refused: { Groups: { unless: (value) => Array.isArray(value) && value.length === 0 } },
  jsonProperties: { PolicyDocument: jsonDocument },
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ PolicyName, Roles = [], Users = [] }) => ({
    PolicyName,
    Roles: JSON.stringify(Roles),
    Users: JSON.stringify(Users),
  }),
  async create(properties, clients) {
    const { Roles = [], Users = [] } = properties
    if (Roles.length + Users.length === 0)
      throw new ApiError('ValidationError', 'At least one of [Groups,Roles,Users] must be non-empty.')
    try {
      await putPolicy(properties, clients)
    } catch (error) {
      await deletePolicy(properties, clients)
      throw error
    }
    return properties.PolicyName
  },
  async update(_resource, properties, before, clients) {
    await putPolicy(properties, clients)
    const isKept = properties.PolicyName === before.PolicyName
    const { Roles = [], Users = [] } = isKept ? properties : {}
    await deletePolicy(
      {
        PolicyName: before.PolicyName,
        Roles: (before.Roles ?? []).filter((name) => !Roles.includes(name)),
        Users: (before.Users ?? []).filter((name) => !Users.includes(name)),
      },
      clients,
    )
  },
  async delete({ place }, clients) {
    const { PolicyName = '', Roles = '[]', Users = '[]' } = place
    await deletePolicy({ PolicyName, Roles: namesIn(Roles), Users: namesIn(Users) }, clients)
  },
  async findLookalikes({ PolicyName = '', Roles = '[]', Users = '[]' }, { iam }) {
    const policies = [
      ...namesIn(Roles).map((RoleName) => () => iam.GetRolePolicy({ RoleName, PolicyName })),
      ...namesIn(Users).map((UserName) => () => iam.GetUserPolicy({ UserName, PolicyName })),
    ]
    for (const find of policies) if (await isThere(find)) return [PolicyName]
    return []
  },
}

function namesIn(text: string): string[] {
  const names: unknown = JSON.parse(text)
  return Array.isArray(names) ? names.map(String) : []
}

async function isThere(find: () => Promise<unknown>): Promise<boolean> {
  try {
    await find()
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function putPolicy(
  { PolicyName, PolicyDocument: document, Roles = [], Users = [] }: Properties,
  { iam }: ResourceClients,
): Promise<void> {
  const PolicyDocument = policyText(document)
  for (const RoleName of Roles) await iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument })
  for (const UserName of Users) await iam.PutUserPolicy({ UserName, PolicyName, PolicyDocument })
}

/** Where it still is: roles and users may have gone with it. */
async function deletePolicy(
  { PolicyName, Roles = [], Users = [] }: Omit<Properties, 'PolicyDocument'>,
  { iam }: ResourceClients,
): Promise<void> {
  for (const RoleName of Roles) await isThere(() => iam.DeleteRolePolicy({ RoleName, PolicyName }))
  for (const UserName of Users) await isThere(() => iam.DeleteUserPolicy({ UserName, PolicyName }))
}
