import type { Errors } from '../wire/models/iam.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { Iam } from './iam.ts'

type Sdk = typeof import('@aws-sdk/client-iam')

/** The `iam` API as a map from operation name to handler type. */
export type IamApi = wire.ServiceType<Sdk, Errors, Iam>
/** The same, as a caller in this process sees it. */
export type IamClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof IamApi> = wire.InputType<IamApi, Name>
export type Output<Name extends keyof IamApi> = wire.OutputType<IamApi, Name>
export type Context<Name extends keyof IamApi> = wire.OperationContext<Errors[Name]> & Iam
