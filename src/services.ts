import type { CloudFormation, ResourceClientsFor } from './cloudformation/cloudformation.ts'
import { operations as cloudFormationOperations } from './cloudformation/operations/index.ts'
import type { Cognito } from './cognito/cognito.ts'
import { operations as cognitoOperations } from './cognito/operations/index.ts'
import type { CognitoIdpClient } from './cognito/service.ts'
import type { Gateway } from './gateway/gateway.ts'
import { operations as gatewayOperations } from './gateway/operations/index.ts'
import type { ApiGatewayV2Client } from './gateway/service.ts'
import { loadModel } from './wire/model.ts'
import { inProcessClient, type Service } from './wire/service.ts'

export function cognitoService(dependencies: Cognito): Service {
  return {
    model: loadModel('cognito-idp'),
    operations: cognitoOperations,
    dependencies,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
  }
}

export function gatewayService(dependencies: Gateway): Service {
  return {
    model: loadModel('apigatewayv2'),
    operations: gatewayOperations,
    dependencies,
    invalidCode: 'BadRequestException',
    internalCode: 'InternalServerErrorException',
  }
}

export function cloudFormationService(dependencies: CloudFormation): Service {
  return {
    model: loadModel('cloudformation'),
    operations: cloudFormationOperations,
    dependencies,
    invalidCode: 'ValidationError',
    internalCode: 'InternalFailure',
  }
}

/** The clients that stacks make their resources with. */
export function resourceClients(cognito: Service, gateway: Service): ResourceClientsFor {
  return (call) => ({
    region: call.region,
    cognitoIdp: inProcessClient<CognitoIdpClient>(cognito, () => call),
    apiGatewayV2: inProcessClient<ApiGatewayV2Client>(gateway, () => call),
  })
}
