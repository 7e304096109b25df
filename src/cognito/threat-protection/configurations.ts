import type { LogConfigurationType, RiskConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../../wire/operation.ts'

/** What a pool or client does about risks, in the API's own shape. */
export type RiskConfiguration = Omit<Defined<RiskConfigurationType>, 'UserPoolId' | 'ClientId'> & {
  readonly LastModifiedDate: Date
}

/** Where logs of one kind go, in the API's own shape. */
export type LogConfiguration = Defined<LogConfigurationType>
