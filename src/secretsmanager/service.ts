import type { Errors } from '../wire/models/secretsmanager.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { SecretsManager } from './secretsmanager.ts'

type Sdk = typeof import('@aws-sdk/client-secrets-manager')

/** The `secretsmanager` API as a map from operation name to handler type. */
export type SecretsManagerApi = wire.ServiceType<Sdk, Errors, SecretsManager>
export type SecretsManagerClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof SecretsManagerApi> = wire.InputType<SecretsManagerApi, Name>
export type Output<Name extends keyof SecretsManagerApi> = wire.OutputType<SecretsManagerApi, Name>
export type Context<Name extends keyof SecretsManagerApi> = wire.OperationContext<Errors[Name]> & SecretsManager
