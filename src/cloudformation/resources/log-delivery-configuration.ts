import type { SetLogDeliveryConfigurationCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { isMissing, type ResourceType } from './resource-type.ts'

/** A pool has one at most, so its physical id is the pool's. */
export const logDeliveryConfiguration: ResourceType<Omit<SetLogDeliveryConfigurationCommandInput, never>> = {
  type: 'AWS::Cognito::LogDeliveryConfiguration',
  service: 'CognitoIdentityProvider',
  passed: ['LogConfigurations', 'UserPoolId'],
  refused: {},
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ UserPoolId = '' }) => ({ UserPoolId }),
  async create({ UserPoolId, LogConfigurations = [] }, { cognitoIdp }) {
    await cognitoIdp.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations })
    return this.place({ UserPoolId, LogConfigurations })['UserPoolId'] ?? ''
  },
  async update({ physicalId }, { LogConfigurations = [] }, _before, { cognitoIdp }) {
    await cognitoIdp.SetLogDeliveryConfiguration({ UserPoolId: physicalId, LogConfigurations })
  },
  async delete({ physicalId }, { cognitoIdp }) {
    await cognitoIdp.SetLogDeliveryConfiguration({ UserPoolId: physicalId, LogConfigurations: [] })
  },
  async findLookalikes({ UserPoolId = '' }, { cognitoIdp }) {
    try {
      const { LogDeliveryConfiguration } = await cognitoIdp.GetLogDeliveryConfiguration({ UserPoolId })
      return LogDeliveryConfiguration?.LogConfigurations?.length ? [UserPoolId] : []
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
}
