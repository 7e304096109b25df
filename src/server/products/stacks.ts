import type { CloudFormation, ResourceClientsFor } from '../../cloudformation/cloudformation.ts'
import { type Engine, createEngine } from '../../cloudformation/engine/engine.ts'
import { namedFunctions } from '../../cloudformation/named-functions.ts'
import { operations as cloudFormationOperations } from '../../cloudformation/operations/index.ts'
import { permissionOf as stackPermission } from '../../cloudformation/permissions.ts'
import type { CognitoIdpClient } from '../../cognito/service.ts'
import type { ApiGatewayV2Client } from '../../gateway/service.ts'
import type { Ground } from '../ground.ts'
import type { HttpApis } from './http-apis.ts'
import type { IamClient } from '../../iam/service.ts'
import type { Identities } from './identities.ts'
import { functionEndpoints } from './lambda-functions.ts'
import type { KmsClient } from '../../kms/service.ts'
import type { LogGroups } from './log-groups.ts'
import type { LogsClient } from '../../logs/service.ts'
import { composeObjects } from './objects.ts'
import { composeParameters } from './parameters.ts'
import { type Functions, createFunctions } from '../../ports/functions.ts'
import type { S3Client } from '../../s3/service.ts'
import type { SecretsManagerClient } from '../../secretsmanager/service.ts'
import type { SsmClient } from '../../ssm/service.ts'
import { stackStore } from '../../store/cloudformation/store.ts'
import type { UserPools } from './user-pools.ts'
import { loadModel } from '../../wire/model.ts'
import { type Service, inProcessClient } from '../../wire/service.ts'

export interface Stacks {
  readonly service: Service
  /** The same for callers of this process, who may pass larger templates. */
  readonly localService: Service
  readonly engine: Engine
}

export function composeStacks(
  ground: Ground,
  {
    pools,
    apis,
    logGroups,
    identities,
    keys,
    secrets,
  }: {
    readonly pools: UserPools
    readonly apis: HttpApis
    readonly logGroups: LogGroups
    readonly identities: Identities
    readonly keys: Service
    readonly secrets: Service
  },
): Stacks {
  const { runtime, database, vault, options, ownNames, isShared } = ground
  const { clock, random, log } = runtime
  const store = stackStore(database, isShared ? random.uuid() : undefined)
  const functions = createFunctions(functionEndpoints(options, clock))
  const skippedTypes = new Set(options.allowUnsupported ?? [])
  const pins = new Map(Object.entries(options.pins ?? {}))
  const services = {
    cognito: pools.service,
    gateway: apis.service,
    iam: identities.iam,
    kms: keys,
    logs: logGroups.service,
    s3: composeObjects(ground),
    secretsManager: secrets,
    ssm: composeParameters(ground, keys),
  }
  const clientsFor = resourceClients(services, functions)
  const { serviceRoles, recallCaller } = identities
  const engine = createEngine(
    {
      store,
      clientsFor,
      serviceRoles,
      recallCaller,
      functions,
      skippedTypes,
      pins,
      ownNames,
      clock,
      random,
      vault,
      log,
    },
    undefined,
    isShared,
  )
  const dependencies = {
    store,
    engine,
    serviceRoles,
    functions,
    skippedTypes,
    clientsFor,
    ownNames,
    random,
    vault,
    log,
  }
  return {
    service: cloudFormationService({ ...dependencies, maxTemplateBytes: 51_200 }),
    localService: cloudFormationService({ ...dependencies, maxTemplateBytes: 1_048_576 }),
    engine,
  }
}

function cloudFormationService(dependencies: CloudFormation): Service {
  return {
    get model() {
      return loadModel('cloudformation')
    },
    operations: cloudFormationOperations,
    dependencies,
    permissionOf: (name, input, call) => stackPermission(name, input, { ...call, store: dependencies.store }),
    invalidCode: 'ValidationError',
    internalCode: 'InternalFailure',
  }
}

/** The clients that stacks make their resources with: for each resource anew, and few take more than one. */
function resourceClients(
  services: Readonly<Record<'cognito' | 'gateway' | 'iam' | 'kms' | 'logs' | 's3' | 'secretsManager' | 'ssm', Service>>,
  functions: Pick<Functions, 'reaches'>,
): ResourceClientsFor {
  return (call) => ({
    region: call.region,
    accountId: call.accountId,
    clientToken: call.requestId,
    get cognitoIdp() {
      return inProcessClient<CognitoIdpClient>(services.cognito, () => call)
    },
    get apiGatewayV2() {
      return inProcessClient<ApiGatewayV2Client>(services.gateway, () => call)
    },
    get iam() {
      return inProcessClient<IamClient>(services.iam, () => call)
    },
    get kms() {
      return inProcessClient<KmsClient>(services.kms, () => call)
    },
    get s3() {
      return inProcessClient<S3Client>(services.s3, () => call)
    },
    get secretsManager() {
      return inProcessClient<SecretsManagerClient>(services.secretsManager, () => call)
    },
    get ssm() {
      return inProcessClient<SsmClient>(services.ssm, () => call)
    },
    get logs() {
      return inProcessClient<LogsClient>(services.logs, () => call)
    },
    functions: namedFunctions(functions, call),
  })
}
