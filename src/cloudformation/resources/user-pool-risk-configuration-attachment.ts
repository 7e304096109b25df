import type { SetRiskConfigurationCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { isMissing, type Place, type ResourceType } from './resource-type.ts'

/** The two properties that identify it (its schema's primaryIdentifier), joined as CloudFormation joins them. */
function physicalIdOf({ UserPoolId, ClientId }: Place): string {
  return `${UserPoolId}|${ClientId}`
}

/** `ALL` stands for every client that has no configuration of its own. */
function targetOf({ UserPoolId, ClientId }: { UserPoolId?: string | undefined; ClientId?: string | undefined }) {
  return { UserPoolId, ...(ClientId !== 'ALL' && { ClientId }) }
}

export const userPoolRiskConfigurationAttachment: ResourceType<Omit<SetRiskConfigurationCommandInput, never>> = {
  type: 'AWS::Cognito::UserPoolRiskConfigurationAttachment',
  service: 'CognitoIdentityProvider',
  passed: [
    'AccountTakeoverRiskConfiguration',
    'ClientId',
    'CompromisedCredentialsRiskConfiguration',
    'RiskExceptionConfiguration',
    'UserPoolId',
  ],
  refused: {},
  attributes: {},
  place: ({ UserPoolId = '', ClientId = '' }) => ({ UserPoolId, ClientId }),
  async create(properties, { cognitoIdp }) {
    const { UserPoolId: _, ClientId: __, ...configuration } = properties
    await cognitoIdp.SetRiskConfiguration({ ...configuration, ...targetOf(properties) })
    return physicalIdOf(this.place(properties))
  },
  async update(_resource, properties, _before, { cognitoIdp }) {
    const { UserPoolId: _, ClientId: __, ...configuration } = properties
    await cognitoIdp.SetRiskConfiguration({ ...configuration, ...targetOf(properties) })
  },
  async delete({ place }, { cognitoIdp }) {
    // A configuration of nothing is none.
    await cognitoIdp.SetRiskConfiguration(targetOf(place))
  },
  async findLookalikes(place, { cognitoIdp }) {
    try {
      const { RiskConfiguration } = await cognitoIdp.DescribeRiskConfiguration(targetOf(place))
      return RiskConfiguration?.LastModifiedDate ? [physicalIdOf(place)] : []
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
}
