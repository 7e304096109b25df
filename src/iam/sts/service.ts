import type { Errors } from '../../wire/models/sts.gen.ts'
import type * as wire from '../../wire/operation.ts'
import type { Iam } from '../iam.ts'

type Sdk = typeof import('@aws-sdk/client-sts')

/** The `sts` API as a map from operation name to handler type. */
export type StsApi = wire.ServiceType<Sdk, Errors, Iam>
/** The same, as a caller in this process sees it. */
export type StsClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof StsApi> = wire.InputType<StsApi, Name>
export type Output<Name extends keyof StsApi> = wire.OutputType<StsApi, Name>
export type Context<Name extends keyof StsApi> = wire.OperationContext<Errors[Name]> & Iam
