import type { CreateManagedLoginBrandingCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { allItems, present, type PhysicalResource, type ResourceType } from './resource-type.ts'

type Asset = Omit<NonNullable<CreateManagedLoginBrandingCommandInput['Assets']>[number], 'Bytes'>

/** A template spells the bytes of an asset in base64. */
type Properties = Omit<CreateManagedLoginBrandingCommandInput, 'Assets'> & {
  readonly Assets?: readonly (Asset & { readonly Bytes?: string })[]
}

function styleOf({ Assets, ...properties }: Properties): CreateManagedLoginBrandingCommandInput {
  const assets = Assets?.map(({ Bytes, ...asset }) => ({
    ...asset,
    ...(Bytes !== undefined && { Bytes: Buffer.from(Bytes, 'base64') }),
  }))
  return { ...properties, ...(assets && { Assets: assets }) }
}

/** `<pool>|<id>`, the two properties that identify it (its schema's primaryIdentifier), joined as CloudFormation does. */
function idOf({ physicalId }: PhysicalResource): string {
  return physicalId.slice(physicalId.indexOf('|') + 1)
}

export const managedLoginBranding: ResourceType<Properties> = {
  type: 'AWS::Cognito::ManagedLoginBranding',
  service: 'CognitoIdentityProvider',
  passed: ['Assets', 'ClientId', 'Settings', 'UseCognitoProvidedValues', 'UserPoolId'],
  // It says what reading the resource answers, which a template never does.
  refused: { ReturnMergedResources: { unless: () => true } },
  alsoRequired: () => ['ClientId'],
  jsonProperties: { Settings: { type: 'json' } },
  attributes: { ManagedLoginBrandingId: async (resource) => idOf(resource) },
  place: ({ UserPoolId = '', ClientId = '' }) => ({ UserPoolId, ClientId }),
  async create(properties, { cognitoIdp }) {
    const { ManagedLoginBranding } = await cognitoIdp.CreateManagedLoginBranding(styleOf(properties))
    const id = present(ManagedLoginBranding?.ManagedLoginBrandingId, 'ManagedLoginBrandingId')
    return `${properties.UserPoolId}|${id}`
  },
  // The operation replaces the whole style.
  async update(resource, properties, _before, { cognitoIdp }) {
    const { ClientId: _fixed, ...style } = styleOf(properties)
    await cognitoIdp.UpdateManagedLoginBranding({ ...style, ManagedLoginBrandingId: idOf(resource) })
  },
  async delete(resource, { cognitoIdp }) {
    const UserPoolId = resource.place['UserPoolId']
    await cognitoIdp.DeleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId: idOf(resource) })
  },
  findLookalikes: ({ UserPoolId, ClientId }, { cognitoIdp }) =>
    allItems(async () => {
      const { ManagedLoginBranding } = await cognitoIdp.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId })
      const id = present(ManagedLoginBranding?.ManagedLoginBrandingId, 'ManagedLoginBrandingId')
      return { items: [`${UserPoolId}|${id}`], next: undefined }
    }),
}
