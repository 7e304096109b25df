import type { Errors } from '../wire/models/ssm.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { Ssm } from './ssm.ts'

type Sdk = typeof import('@aws-sdk/client-ssm')

/** The `ssm` API as a map from operation name to handler type. */
export type SsmApi = wire.ServiceType<Sdk, Errors, Ssm>
export type SsmClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof SsmApi> = wire.InputType<SsmApi, Name>
export type Output<Name extends keyof SsmApi> = wire.OutputType<SsmApi, Name>
export type Context<Name extends keyof SsmApi> = wire.OperationContext<Errors[Name]> & Ssm
