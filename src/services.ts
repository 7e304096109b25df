import type { CloudFormation, ResourceClientsFor } from './cloudformation/cloudformation.ts'
import { operations as cloudFormationOperations } from './cloudformation/operations/index.ts'
import { permissionOf as stackPermission } from './cloudformation/permissions.ts'
import type { Cognito } from './cognito/cognito.ts'
import { operations as cognitoOperations } from './cognito/operations/index.ts'
import { permissionOf as cognitoPermission } from './cognito/permissions.ts'
import type { CognitoIdpClient } from './cognito/service.ts'
import type { Gateway } from './gateway/gateway.ts'
import { operations as gatewayOperations } from './gateway/operations/index.ts'
import { permissionOf as gatewayPermission } from './gateway/permissions.ts'
import type { ApiGatewayV2Client } from './gateway/service.ts'
import { namedFunctions } from './cloudformation/named-functions.ts'
import { permissionOf as iamPermission } from './iam/permissions.ts'
import type { Iam } from './iam/iam.ts'
import { operations as iamOperations } from './iam/operations/index.ts'
import type { IamClient } from './iam/service.ts'
import type { Functions } from './ports/functions.ts'
import { operations as stsOperations } from './iam/sts/operations/index.ts'
import type { Logs } from './logs/logs.ts'
import { operations as logsOperations } from './logs/operations/index.ts'
import { permissionOf as logsPermission } from './logs/permissions.ts'
import type { LogsClient } from './logs/service.ts'
import type { S3Client } from './s3/service.ts'
import type { SsmClient } from './ssm/service.ts'
import { operations as s3Operations } from './s3/operations/index.ts'
import { permissionOf as s3Permission } from './s3/permissions.ts'
import type { S3 } from './s3/s3.ts'
import { operations as ssmOperations } from './ssm/operations/index.ts'
import { permissionOf as ssmPermission } from './ssm/permissions.ts'
import type { Ssm } from './ssm/ssm.ts'
import { loadModel } from './wire/model.ts'
import { inProcessClient, type Service } from './wire/service.ts'

export function cognitoService(dependencies: Cognito): Service {
  return {
    model: loadModel('cognito-idp'),
    operations: cognitoOperations,
    dependencies,
    permissionOf: cognitoPermission,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
  }
}

export function gatewayService(dependencies: Gateway): Service {
  const gatewayModel = loadModel('apigatewayv2')
  return {
    model: gatewayModel,
    operations: gatewayOperations,
    dependencies,
    permissionOf: (name, input, call) => gatewayPermission(gatewayModel.operations[name]!, input, call),
    invalidCode: 'BadRequestException',
    internalCode: 'InternalServerErrorException',
  }
}

export function cloudFormationService(dependencies: CloudFormation): Service {
  return {
    model: loadModel('cloudformation'),
    operations: cloudFormationOperations,
    dependencies,
    permissionOf: (name, input, call) => stackPermission(name, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationError',
    internalCode: 'InternalFailure',
  }
}

export function iamService(dependencies: Iam): Service {
  return {
    model: loadModel('iam'),
    operations: iamOperations,
    dependencies,
    permissionOf: (name, input, call) => iamPermission(name, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationError',
    internalCode: 'ServiceFailureException',
  }
}

export function logsService(dependencies: Logs): Service {
  return {
    model: loadModel('logs'),
    operations: logsOperations,
    dependencies,
    permissionOf: logsPermission,
    invalidCode: 'InvalidParameterException',
    internalCode: 'ServiceUnavailableException',
  }
}

export function stsService(dependencies: Iam): Service {
  return {
    model: loadModel('sts'),
    operations: stsOperations,
    dependencies,
    // GetCallerIdentity, the one there is, needs no permission.
    permissionOf: () => undefined,
    invalidCode: 'ValidationError',
    internalCode: 'InternalFailure',
  }
}

export function s3Service(dependencies: S3): Service {
  return {
    model: loadModel('s3'),
    operations: s3Operations,
    dependencies,
    permissionOf: (name, input) => s3Permission(name, input, dependencies),
    invalidCode: 'InvalidRequest',
    internalCode: 'InternalError',
  }
}

export function ssmService(dependencies: Ssm): Service {
  return {
    model: loadModel('ssm'),
    operations: ssmOperations,
    dependencies,
    permissionOf: ssmPermission,
    invalidCode: 'ValidationException',
    internalCode: 'InternalServerError',
  }
}

/** The clients that stacks make their resources with. */
export function resourceClients(
  services: Readonly<Record<'cognito' | 'gateway' | 'iam' | 'logs' | 's3' | 'ssm', Service>>,
  functions: Pick<Functions, 'reaches'>,
): ResourceClientsFor {
  return (call) => ({
    region: call.region,
    accountId: call.accountId,
    cognitoIdp: inProcessClient<CognitoIdpClient>(services.cognito, () => call),
    apiGatewayV2: inProcessClient<ApiGatewayV2Client>(services.gateway, () => call),
    iam: inProcessClient<IamClient>(services.iam, () => call),
    s3: inProcessClient<S3Client>(services.s3, () => call),
    ssm: inProcessClient<SsmClient>(services.ssm, () => call),
    logs: inProcessClient<LogsClient>(services.logs, () => call),
    functions: namedFunctions(functions, call),
  })
}
