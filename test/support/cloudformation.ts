import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { ResourceClientsFor } from '../../src/cloudformation/cloudformation.ts'
import { createEngine, type Engine } from '../../src/cloudformation/engine/engine.ts'
import { operations } from '../../src/cloudformation/operations/index.ts'
import { namedFunctions } from '../../src/cloudformation/named-functions.ts'
import type { CloudFormationClient } from '../../src/cloudformation/service.ts'
import { permissionOf as cognitoPermission } from '../../src/cognito/permissions.ts'
import type { CognitoIdpClient } from '../../src/cognito/service.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { ApiGatewayV2Client } from '../../src/gateway/service.ts'
import type { IamClient } from '../../src/iam/service.ts'
import type { KmsClient } from '../../src/kms/service.ts'
import type { S3Client } from '../../src/s3/service.ts'
import type { SecretsManagerClient } from '../../src/secretsmanager/service.ts'
import type { SsmClient } from '../../src/ssm/service.ts'
import type { LogsClient } from '../../src/logs/service.ts'
import { createRecall } from '../../src/iam/access/recall-caller.ts'
import { manualClock } from '../../src/ports/clock.ts'
import type { FunctionsOptions } from '../../src/ports/functions.ts'
import { recordingLog } from '../../src/ports/log.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import { stackStore } from '../../src/store/cloudformation/store.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Caller } from '../../src/wire/access.ts'
import { loadModel } from '../../src/wire/model.ts'
import { inProcessClient, type Service } from '../../src/wire/service.ts'
import { openCognito } from './cognito.ts'
import { openGateway } from './gateway.ts'
import { cloudFormationRoles } from '../../src/server/products/identities.ts'
import { openIam } from './iam.ts'
import { openLogs } from './logs.ts'
import { openS3 } from './s3.ts'
import { openSecrets } from './secrets.ts'
import { openSsm } from './ssm.ts'

const model = loadModel('cloudformation')

/** What a test does when an operation that a stack called has answered. */
export type Interception = (operation: string) => Promise<void> | void

/**
 * Stacks on empty stores in memory, over the real operations of user pools and HTTP APIs. `intercept.after` runs after
 * each operation that a stack calls; authorizers and integrations may name what `endpoints` has. `newEngine` starts over on the same stores, as a new process would, `newNode` is
 * another process beside it, and `newMortalEngine` is one whose process dies right after the operation of that name.
 */
export async function openCloudFormation(t: TestContext, endpoints: FunctionsOptions = {}) {
  const [cognito, gateway, iam] = [await openCognito(t), await openGateway(t, endpoints), await openIam(t)]
  const logs = await openLogs(t)
  const [s3, ssm, secrets] = [await openS3(t), await openSsm(t), await openSecrets(t)]
  const functions = { reaches: (arn: string) => !arn.endsWith(':unreached') }
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const [random, clock, log] = [seededRandom('cloudformation'), manualClock('2026-11-22T10:00:00.000Z'), recordingLog()]
  const vault = createVault(random.bytes(32), random)
  const store = stackStore(database)
  const intercept: { after: Interception } = { after: () => {} }
  const calls: string[] = []
  const poolIssuers: Gateway['issuers'] = {
    findLocal: async (issuer) => ({ issuers: [issuer], keys: async () => [] }),
    isLocalForm: () => true,
  }
  const apis: Service = { ...gateway.service, dependencies: { ...gateway.service.dependencies, issuers: poolIssuers } }
  // Whoever works on a stack needs permissions for what it does to user pools.
  const pools: Service = { ...cognito.service, permissionOf: cognitoPermission }
  const clientsFor: ResourceClientsFor = (call) => ({
    region: call.region,
    accountId: call.accountId,
    clientToken: call.requestId,
    cognitoIdp: observed(inProcessClient<CognitoIdpClient>(pools, () => call)),
    apiGatewayV2: observed(inProcessClient<ApiGatewayV2Client>(apis, () => call)),
    iam: observed(inProcessClient<IamClient>(iam.service, () => call)),
    kms: observed(inProcessClient<KmsClient>(secrets.kms, () => call)),
    logs: observed(inProcessClient<LogsClient>(logs.service, () => call)),
    s3: observed(inProcessClient<S3Client>(s3.service, () => call)),
    secretsManager: observed(inProcessClient<SecretsManagerClient>(secrets.service, () => call)),
    ssm: observed(inProcessClient<SsmClient>(ssm.service, () => call)),
    functions: namedFunctions(functions, call),
  })
  const observed = <Client extends object>(client: Client): Client =>
    around(client, async (name, operation) => {
      calls.push(name)
      const output = await operation()
      await intercept.after(name)
      return output
    })
  const skippedTypes = new Set(
    [
      'AWS::DynamoDB::Table',
      'AWS::ElasticLoadBalancingV2::Listener',
      'AWS::Lambda::LayerVersion',
      'AWS::SNS::Topic',
    ].concat('Custom::Seed'),
  )
  const pins = new Map<string, string>()
  const ownNames = new Set(['aws.example.com'])
  const serviceRoles = cloudFormationRoles({ store: iam.store, accountId: '000000000000' }, clock)
  const recallCaller = createRecall({ store: iam.store, accountId: '000000000000' }, iam.clock)
  const ports = {
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
  }
  const newEngine = (patience?: number, retryEvery?: number) => createEngine(ports, patience, false, retryEvery)
  const newMortalEngine = (lastOperation: string) => {
    const died = Promise.withResolvers<void>()
    let dead = false
    const mortal = <Target extends object>(target: Target): Target =>
      around(target, async (name, method) => {
        const output = dead ? undefined : await method()
        if (name === lastOperation) {
          dead = true
          died.resolve()
        }
        return dead ? new Promise(() => {}) : output
      })
    const mortalClientsFor: ResourceClientsFor = (call) => {
      const clients = clientsFor(call)
      return {
        ...clients,
        cognitoIdp: mortal(clients.cognitoIdp),
        apiGatewayV2: mortal(clients.apiGatewayV2),
        iam: mortal(clients.iam),
        kms: mortal(clients.kms),
        logs: mortal(clients.logs),
        s3: mortal(clients.s3),
        secretsManager: mortal(clients.secretsManager),
        ssm: mortal(clients.ssm),
      }
    }
    return {
      engine: createEngine({ ...ports, store: mortal(store), clientsFor: mortalClientsFor }, 0),
      died: died.promise,
    }
  }
  const clientOf = (engine: Engine, region = 'us-east-1', own = store, caller?: Caller): CloudFormationClient => {
    const dependencies = { ...ports, store: own, engine, maxTemplateBytes: 51_200 }
    const service: Service = {
      model,
      operations,
      dependencies,
      permissionOf: () => undefined,
      invalidCode: 'ValidationError',
      internalCode: 'InternalFailure',
    }
    return inProcessClient<CloudFormationClient>(service, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region,
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
      ...(caller && { caller }),
    }))
  }
  const newNode = (name: string) => {
    const own = stackStore(database, name)
    const engine = createEngine({ ...ports, store: own }, undefined, true)
    return { engine, client: clientOf(engine, undefined, own) }
  }
  const client = clientOf(newEngine())
  return {
    client,
    pins,
    clientOf,
    newEngine,
    newNode,
    newMortalEngine,
    store,
    clock,
    log,
    vault,
    intercept,
    calls,
    cognito: cognito.client,
    gateway: gateway.client,
    truststores: gateway.truststores,
    iam: iam.client,
    identities: iam,
    kms: secrets.keys,
    logs: logs.client,
    s3: s3.client,
    secretsManager: secrets.client,
    ssm: ssm.client,
  }
}

/** The same object, each method called through `wrap`. */
function around<Target extends object>(
  target: Target,
  wrap: (name: string, method: () => Promise<unknown>) => Promise<unknown>,
): Target {
  return new Proxy(target, {
    get(object, name: string) {
      const method: unknown = Reflect.get(object, name)
      if (typeof method !== 'function') throw new Error(`no method ${name}`)
      return (...values: unknown[]) => wrap(name, async () => method.apply(object, values))
    },
  })
}

/** What the article's stack consists of, and nothing of AWS that it does not need. */
export const articleTemplate = `
Parameters:
  Backend: { Type: String, Default: https://www.example.com/ }
Resources:
  UserPool:
    Type: AWS::Cognito::UserPool
    Properties: { UsernameAttributes: [email], AutoVerifiedAttributes: [email] }
  UserPoolClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref UserPool
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
  HttpApi:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: !Ref AWS::StackName, ProtocolType: HTTP }
  Authorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref HttpApi
      Name: pool
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration:
        Audience: [!Ref UserPoolClient]
        Issuer: !Sub https://cognito-idp.\${AWS::Region}.amazonaws.com/\${UserPool}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref HttpApi
      IntegrationType: HTTP_PROXY
      IntegrationMethod: GET
      IntegrationUri: !Ref Backend
      PayloadFormatVersion: 1.0
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref HttpApi
      RouteKey: GET /
      AuthorizationType: JWT
      AuthorizerId: !Ref Authorizer
      Target: !Sub integrations/\${Integration}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref HttpApi, StageName: $default, AutoDeploy: true }
Outputs:
  HttpApiUrl: { Value: !Sub 'https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/' }
  UserPoolId: { Value: !Ref UserPool }
  PoolArn: { Value: !GetAtt UserPool.Arn }
`

export type OpenedCloudFormation = Awaited<ReturnType<typeof openCloudFormation>>

/** What exists outside of stacks. */
export async function remains({ cognito, gateway }: OpenedCloudFormation) {
  const { UserPools = [] } = await cognito.ListUserPools({ MaxResults: 60 })
  const { Items = [] } = await gateway.GetApis({})
  return { pools: UserPools.map(({ Name }) => Name), apis: Items.map(({ Name }) => Name) }
}
export const nothing = { pools: [], apis: [] }

/** Everything that a stack of `articleTemplate` consists of, as its operations show it; `changing` members apart. */
export async function snapshotOf({ cognito, gateway }: OpenedCloudFormation) {
  const pools = await Promise.all(
    ((await cognito.ListUserPools({ MaxResults: 60 })).UserPools ?? []).map(async ({ Id: UserPoolId }) => {
      const { UserPool } = await cognito.DescribeUserPool({ UserPoolId })
      const { UserPoolClients = [] } = await cognito.ListUserPoolClients({ UserPoolId })
      const clients = await Promise.all(
        UserPoolClients.map(
          async ({ ClientId }) =>
            (await cognito.DescribeUserPoolClient({ UserPoolId, ClientId })).UserPoolClient ?? assert.fail(),
        ),
      )
      return { ...UserPool, clients: clients.map((client) => ({ ...client, LastModifiedDate: undefined })) }
    }),
  )
  const apis = await Promise.all(
    ((await gateway.GetApis({})).Items ?? []).toSorted(byName).map(async (api) => {
      const { ApiId } = api
      const { Items: stages = [] } = await gateway.GetStages({ ApiId })
      return {
        ...api,
        authorizers: (await gateway.GetAuthorizers({ ApiId })).Items,
        integrations: (await gateway.GetIntegrations({ ApiId })).Items,
        routes: (await gateway.GetRoutes({ ApiId })).Items,
        // Taking a change back deploys once more.
        stages: stages.map(({ StageName, AutoDeploy, Description, StageVariables, Tags, DefaultRouteSettings }) => ({
          StageName,
          AutoDeploy,
          Description,
          StageVariables,
          Tags,
          DefaultRouteSettings,
        })),
      }
    }),
  )
  return { pools: pools.map((pool) => ({ ...pool, LastModifiedDate: undefined })), apis }
}

function byName(left: { readonly Name?: string }, right: { readonly Name?: string }): number {
  return (left.Name ?? '') < (right.Name ?? '') ? -1 : 1
}

/** `resource status` and reasons, oldest first. */
export async function history({ client }: OpenedCloudFormation, stackId: string) {
  const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: stackId })
  return StackEvents.toReversed().map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
    [LogicalResourceId, ResourceStatus, ResourceStatusReason].filter((part) => part !== undefined).join(' '),
  )
}

/** A stack whose third resource the operation refuses. */
export const failingTemplate = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
  Route:
    Type: AWS::ApiGatewayV2::Route
    DependsOn: Pool
    Properties: { ApiId: !Ref Api, RouteKey: nonsense }
`

/** A stack `shop` of `template`, and what happens when it is updated. */
export async function openStack(t: TestContext, template = articleTemplate) {
  const StackName = 'shop'
  const opened = await openCloudFormation(t)
  const { StackId = '' } = await opened.client.CreateStack({ StackName, TemplateBody: template })
  const update = async (TemplateBody: string, more: object = {}) => {
    const known = (await history(opened, StackId)).length
    await opened.client.UpdateStack({ StackName, TemplateBody, ...more })
    return (await history(opened, StackId)).slice(known)
  }
  const status = async () => (await opened.client.DescribeStacks({ StackName })).Stacks?.[0]?.StackStatus
  const idOf = async (LogicalResourceId: string) => {
    const { StackResourceDetail } = await opened.client.DescribeStackResource({ StackName, LogicalResourceId })
    return StackResourceDetail?.PhysicalResourceId
  }
  return { ...opened, opened, StackName, StackId, update, status, idOf }
}
