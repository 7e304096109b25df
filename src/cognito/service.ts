import type * as wire from '../wire/operation.ts'
import type { Errors } from '../wire/models/cognito-idp.gen.ts'
import type { Cognito } from './cognito.ts'

type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider')

/** The `cognito-idp` API as a map from operation name to handler type. */
export type CognitoIdp = wire.ServiceType<Sdk, Errors, Cognito>
/** The same API for callers inside the process. */
export type CognitoIdpClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof CognitoIdp> = wire.InputType<CognitoIdp, Name>
export type Output<Name extends keyof CognitoIdp> = wire.OutputType<CognitoIdp, Name>
export type Context<Name extends keyof CognitoIdp> = wire.OperationContext<Errors[Name]> & Cognito
