import type * as wire from '../wire/operation.ts'
import type { Errors } from '../wire/models/cloudformation.gen.ts'
import type { CloudFormation } from './cloudformation.ts'

type Sdk = typeof import('@aws-sdk/client-cloudformation')

/** The `cloudformation` API as a map from operation name to handler type. */
export type CloudFormationApi = wire.ServiceType<Sdk, Errors, CloudFormation>
export type Input<Name extends keyof CloudFormationApi> = wire.InputType<CloudFormationApi, Name>
export type Output<Name extends keyof CloudFormationApi> = wire.OutputType<CloudFormationApi, Name>
/** CloudFormation's query API answers `ValidationError` for any operation, though the model does not list it. */
export type Context<Name extends keyof CloudFormationApi> = wire.OperationContext<Errors[Name] | 'ValidationError'> &
  CloudFormation
