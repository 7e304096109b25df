import type { Errors } from '../wire/models/logs.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { Logs } from './logs.ts'

type Sdk = typeof import('@aws-sdk/client-cloudwatch-logs')

/** The `logs` API as a map from operation name to handler type. */
export type LogsApi = wire.ServiceType<Sdk, Errors, Logs>
export type LogsClient = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof LogsApi> = wire.InputType<LogsApi, Name>
export type Output<Name extends keyof LogsApi> = wire.OutputType<LogsApi, Name>
export type Context<Name extends keyof LogsApi> = wire.OperationContext<Errors[Name]> & Logs
