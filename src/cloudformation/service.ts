import type * as wire from '../wire/operation.ts'
import type { Errors } from '../wire/models/cloudformation.gen.ts'
import type { CloudFormation } from './cloudformation.ts'

type Sdk = typeof import('@aws-sdk/client-cloudformation')

/** CloudFormation's query API answers `ValidationError` for any operation, though the model does not list it. */
type AllErrors = { readonly [Name in keyof Errors]: Errors[Name] | 'ValidationError' }

/** The `cloudformation` API as a map from operation name to handler type. */
export type CloudFormationApi = wire.ServiceType<Sdk, AllErrors, CloudFormation>
/** The same API for callers inside the process. */
export type CloudFormationClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof CloudFormationApi> = wire.InputType<CloudFormationApi, Name>
export type Output<Name extends keyof CloudFormationApi> = wire.OutputType<CloudFormationApi, Name>
export type Context<Name extends keyof CloudFormationApi> = wire.OperationContext<AllErrors[Name]> & CloudFormation
