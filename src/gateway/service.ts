import type * as wire from '../wire/operation.ts'
import type { Errors } from '../wire/models/apigatewayv2.gen.ts'
import type { Gateway } from './gateway.ts'

type Sdk = typeof import('@aws-sdk/client-apigatewayv2')

/** Codes that AWS was seen to answer although its model does not declare them for the operation. */
interface UndeclaredErrors {
  /** `Deleting API ... failed. Please remove all API mappings ...` (Datomic's documentation, "Troubleshooting"). */
  DeleteApi: 'BadRequestException'
  /** `Cannot delete authorizer ..., is referenced in route: ...` (anomalyco/sst issue 5586). */
  DeleteAuthorizer: 'ConflictException'
  /** `Cannot delete Integration because it is referenced by ...` (milliHQ/terraform-aws-next-js issue 247). */
  DeleteIntegration: 'ConflictException'
  /** `Cannot delete vpc link. Vpc link ..., is referenced in ...` (hashicorp/terraform-provider-aws issue 12195). */
  DeleteVpcLink: 'BadRequestException'
  /** As API Gateway answers for REST APIs. */
  DeleteDeployment: 'BadRequestException'
}

type GatewayErrors = {
  [Name in keyof Errors]: Errors[Name] | (Name extends keyof UndeclaredErrors ? UndeclaredErrors[Name] : never)
}

/** The `apigatewayv2` API as a map from operation name to handler type. */
export type ApiGatewayV2 = wire.ServiceType<Sdk, GatewayErrors, Gateway>
/** The same API for callers inside the process. */
export type ApiGatewayV2Client = wire.ClientType<Sdk, GatewayErrors>
export type Input<Name extends keyof ApiGatewayV2> = wire.InputType<ApiGatewayV2, Name>
export type Output<Name extends keyof ApiGatewayV2> = wire.OutputType<ApiGatewayV2, Name>
export type Context<Name extends keyof ApiGatewayV2> = wire.OperationContext<GatewayErrors[Name]> & Gateway
/** What a listing lists: `Item<'GetRoutes'>` is a route as the API shows it. */
export type Item<Name extends keyof ApiGatewayV2> =
  Output<Name> extends { Items?: readonly (infer Listed)[] } ? Listed : never
