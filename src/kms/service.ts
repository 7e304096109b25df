import type { Errors } from '../wire/models/kms.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { Kms } from './kms.ts'

type Sdk = typeof import('@aws-sdk/client-kms')

/** The `kms` API as a map from operation name to handler type. */
export type KmsApi = wire.ServiceType<Sdk, Errors, Kms>
export type KmsClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof KmsApi> = wire.InputType<KmsApi, Name>
export type Output<Name extends keyof KmsApi> = wire.OutputType<KmsApi, Name>
export type Context<Name extends keyof KmsApi> = wire.OperationContext<Errors[Name]> & Kms
