import type { SetUICustomizationCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { ApiError } from '../../wire/operation.ts'
import { isMissing, type Place, type ResourceType } from './resource-type.ts'

/** The two properties that identify it (its schema's primaryIdentifier), joined as CloudFormation joins them. */
function physicalIdOf({ UserPoolId, ClientId }: Place): string {
  return `${UserPoolId}|${ClientId}`
}

/** Nothing is customized in a pool whose domain is gone already. */
function isWithoutDomain(error: unknown): boolean {
  return error instanceof ApiError && error.message.startsWith('There has to be an existing domain')
}

export const userPoolUiCustomizationAttachment: ResourceType<Omit<SetUICustomizationCommandInput, 'ImageFile'>> = {
  type: 'AWS::Cognito::UserPoolUICustomizationAttachment',
  service: 'CognitoIdentityProvider',
  passed: ['CSS', 'ClientId', 'UserPoolId'],
  refused: {},
  attributes: {},
  place: ({ UserPoolId = '', ClientId = '' }) => ({ UserPoolId, ClientId }),
  async create(properties, { cognitoIdp }) {
    await cognitoIdp.SetUICustomization(properties)
    return physicalIdOf(this.place(properties))
  },
  // What the operation is not given is gone.
  async update(_resource, properties, _before, { cognitoIdp }) {
    await cognitoIdp.SetUICustomization(properties)
  },
  async delete({ place: { UserPoolId, ClientId } }, { cognitoIdp }) {
    try {
      await cognitoIdp.SetUICustomization({ UserPoolId, ClientId })
    } catch (error) {
      if (!isWithoutDomain(error)) throw error
    }
  },
  async findLookalikes(place, { cognitoIdp }) {
    const { UserPoolId, ClientId } = place
    try {
      const { UICustomization } = await cognitoIdp.GetUICustomization({ UserPoolId, ClientId })
      return UICustomization?.ClientId === ClientId ? [physicalIdOf(place)] : []
    } catch (error) {
      if (isMissing(error) || isWithoutDomain(error)) return []
      throw error
    }
  },
}
