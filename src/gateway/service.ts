import type * as wire from '../wire/operation.ts'
import type { Errors } from '../wire/models/apigatewayv2.gen.ts'
import type { Gateway } from './gateway.ts'

type Sdk = typeof import('@aws-sdk/client-apigatewayv2')

/** The `apigatewayv2` API as a map from operation name to handler type. */
export type ApiGatewayV2 = wire.ServiceType<Sdk, Errors, Gateway>
/** The same API for callers inside the process. */
export type ApiGatewayV2Client = wire.ClientType<Sdk, Errors>
export type Input<Name extends keyof ApiGatewayV2> = wire.InputType<ApiGatewayV2, Name>
export type Output<Name extends keyof ApiGatewayV2> = wire.OutputType<ApiGatewayV2, Name>
export type Context<Name extends keyof ApiGatewayV2> = wire.OperationContext<Errors[Name]> & Gateway
