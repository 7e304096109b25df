import type { Functions } from '../ports/functions.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import type { Caller } from '../wire/access.ts'
import type { Errors as GatewayErrors } from '../wire/models/apigatewayv2.gen.ts'
import type { Errors as CognitoErrors } from '../wire/models/cognito-idp.gen.ts'
import type { Errors as KmsErrors } from '../wire/models/kms.gen.ts'
import type { Errors as S3Errors } from '../wire/models/s3.gen.ts'
import type { Errors as SecretsManagerErrors } from '../wire/models/secretsmanager.gen.ts'
import type { Errors as SsmErrors } from '../wire/models/ssm.gen.ts'
import type { Errors as IamErrors } from '../wire/models/iam.gen.ts'
import type { Errors as LogsErrors } from '../wire/models/logs.gen.ts'
import type { CallContext, ClientType } from '../wire/operation.ts'
import type { Engine } from './engine/engine.ts'
import type { NestedStacks } from './nested-stacks.ts'
import type { NamedFunctions } from './named-functions.ts'
import type { StackStore } from './store.ts'

type CognitoIdp = ClientType<typeof import('@aws-sdk/client-cognito-identity-provider'), CognitoErrors>
type ApiGatewayV2 = ClientType<typeof import('@aws-sdk/client-apigatewayv2'), GatewayErrors>
/** An object's content is read whole inside the process, where the SDK has streams. */
type GetObject = (input: {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}) => Promise<{ readonly Body?: Uint8Array }>
type S3 = Omit<ClientType<typeof import('@aws-sdk/client-s3'), S3Errors>, 'GetObject'> & {
  readonly GetObject: GetObject
}
type Kms = ClientType<typeof import('@aws-sdk/client-kms'), KmsErrors>
type SecretsManager = ClientType<typeof import('@aws-sdk/client-secrets-manager'), SecretsManagerErrors>
type Ssm = ClientType<typeof import('@aws-sdk/client-ssm'), SsmErrors>
type Iam = ClientType<typeof import('@aws-sdk/client-iam'), IamErrors>
type Logs = ClientType<typeof import('@aws-sdk/client-cloudwatch-logs'), LogsErrors>

/** The operations that resources are made of. A template can do nothing that a call of the SDK cannot. */
export interface ServiceClients {
  /** The region that the calls go to. */
  readonly region: string
  readonly accountId: string
  /** Another one for each step on a resource: by it, operations know a call that is made again. */
  readonly clientToken: string
  readonly cognitoIdp: Pick<
    CognitoIdp,
    | 'AddCustomAttributes'
    | 'AdminAddUserToGroup'
    | 'AdminCreateUser'
    | 'AdminDeleteUser'
    | 'AdminGetUser'
    | 'AdminListGroupsForUser'
    | 'AdminRemoveUserFromGroup'
    | 'CreateGroup'
    | 'CreateIdentityProvider'
    | 'CreateManagedLoginBranding'
    | 'CreateResourceServer'
    | 'CreateTerms'
    | 'CreateUserPool'
    | 'CreateUserPoolClient'
    | 'CreateUserPoolDomain'
    | 'DeleteGroup'
    | 'DeleteIdentityProvider'
    | 'DeleteManagedLoginBranding'
    | 'DeleteResourceServer'
    | 'DeleteTerms'
    | 'DeleteUserPool'
    | 'DeleteUserPoolClient'
    | 'DeleteUserPoolDomain'
    | 'DescribeIdentityProvider'
    | 'DescribeManagedLoginBrandingByClient'
    | 'DescribeResourceServer'
    | 'DescribeRiskConfiguration'
    | 'DescribeTerms'
    | 'DescribeUserPool'
    | 'DescribeUserPoolClient'
    | 'DescribeUserPoolDomain'
    | 'GetGroup'
    | 'GetLogDeliveryConfiguration'
    | 'GetUICustomization'
    | 'ListTerms'
    | 'ListUserPoolClients'
    | 'ListUserPools'
    | 'SetLogDeliveryConfiguration'
    | 'SetRiskConfiguration'
    | 'SetUICustomization'
    | 'SetUserPoolMfaConfig'
    | 'UpdateGroup'
    | 'UpdateIdentityProvider'
    | 'UpdateManagedLoginBranding'
    | 'UpdateResourceServer'
    | 'UpdateTerms'
    | 'UpdateUserPool'
    | 'UpdateUserPoolClient'
    | 'UpdateUserPoolDomain'
  >
  readonly apiGatewayV2: Pick<
    ApiGatewayV2,
    | 'CreateApi'
    | 'CreateApiMapping'
    | 'CreateAuthorizer'
    | 'CreateDeployment'
    | 'CreateDomainName'
    | 'CreateIntegration'
    | 'CreateRoute'
    | 'CreateStage'
    | 'CreateVpcLink'
    | 'DeleteAccessLogSettings'
    | 'DeleteApi'
    | 'DeleteApiMapping'
    | 'DeleteAuthorizer'
    | 'DeleteCorsConfiguration'
    | 'DeleteDeployment'
    | 'DeleteDomainName'
    | 'DeleteIntegration'
    | 'DeleteRoute'
    | 'DeleteRouteSettings'
    | 'DeleteStage'
    | 'DeleteVpcLink'
    | 'GetApi'
    | 'GetApiMappings'
    | 'GetApis'
    | 'GetAuthorizers'
    | 'GetDeployments'
    | 'GetDomainName'
    | 'GetDomainNames'
    | 'GetIntegrations'
    | 'GetRoutes'
    | 'GetStages'
    | 'GetVpcLinks'
    | 'ImportApi'
    | 'ReimportApi'
    | 'TagResource'
    | 'UntagResource'
    | 'UpdateApi'
    | 'UpdateApiMapping'
    | 'UpdateAuthorizer'
    | 'UpdateDeployment'
    | 'UpdateDomainName'
    | 'UpdateIntegration'
    | 'UpdateRoute'
    | 'UpdateStage'
    | 'UpdateVpcLink'
  >
  readonly s3: Pick<
    S3,
    | 'CreateBucket'
    | 'DeleteBucket'
    | 'DeleteBucketEncryption'
    | 'DeleteBucketLifecycle'
    | 'DeleteBucketPolicy'
    | 'DeleteBucketTagging'
    | 'DeletePublicAccessBlock'
    | 'GetBucketPolicy'
    | 'GetObject'
    | 'HeadBucket'
    | 'PutBucketEncryption'
    | 'PutBucketLifecycleConfiguration'
    | 'PutBucketPolicy'
    | 'PutBucketTagging'
    | 'PutBucketVersioning'
    | 'PutPublicAccessBlock'
  >
  readonly ssm: Pick<Ssm, 'DeleteParameter' | 'GetParameter' | 'PutParameter'>
  readonly iam: Pick<
    Iam,
    | 'AttachRolePolicy'
    | 'CreatePolicy'
    | 'CreatePolicyVersion'
    | 'CreateRole'
    | 'DeletePolicy'
    | 'DeletePolicyVersion'
    | 'DeleteRole'
    | 'DeleteRolePolicy'
    | 'DeleteUserPolicy'
    | 'DetachRolePolicy'
    | 'GetPolicy'
    | 'GetRole'
    | 'GetRolePolicy'
    | 'GetUserPolicy'
    | 'ListAttachedRolePolicies'
    | 'ListPolicies'
    | 'ListPolicyVersions'
    | 'ListRolePolicies'
    | 'ListRoles'
    | 'PutRolePolicy'
    | 'PutUserPolicy'
    | 'TagRole'
    | 'UntagRole'
    | 'UpdateAssumeRolePolicy'
    | 'UpdateRole'
  >
  readonly secretsManager: Pick<
    SecretsManager,
    | 'CreateSecret'
    | 'DeleteSecret'
    | 'DescribeSecret'
    | 'GetRandomPassword'
    | 'GetSecretValue'
    | 'TagResource'
    | 'UntagResource'
    | 'UpdateSecret'
  >
  readonly kms: Pick<
    Kms,
    | 'CreateAlias'
    | 'CreateKey'
    | 'DeleteAlias'
    | 'DescribeKey'
    | 'DisableKey'
    | 'DisableKeyRotation'
    | 'EnableKey'
    | 'EnableKeyRotation'
    | 'ListKeys'
    | 'PutKeyPolicy'
    | 'ScheduleKeyDeletion'
    | 'TagResource'
    | 'UntagResource'
    | 'UpdateAlias'
    | 'UpdateKeyDescription'
  >
  /** Functions are the operator's: no operation makes them. */
  readonly functions: NamedFunctions
  readonly logs: Pick<
    Logs,
    | 'CreateLogGroup'
    | 'DeleteLogGroup'
    | 'DeleteRetentionPolicy'
    | 'DescribeLogGroups'
    | 'PutRetentionPolicy'
    | 'TagResource'
    | 'UntagResource'
  >
}

/** Clients whose operations run as `call`: its region, its account, its request id. */
export type ResourceClientsFor = (call: CallContext) => ServiceClients

/** The same for the resources of one stack, some of which may be stacks themselves. */
export interface ResourceClients extends ServiceClients {
  readonly stacks: NestedStacks
}

/** Roles with whose permissions stacks are worked on (CloudFormation user guide, "CloudFormation service role"). */
export interface ServiceRoles {
  /** CloudFormation's session of a role, for a call of `caller`; undefined when there is none that trusts CloudFormation. */
  assume(roleArn: string, region: string, caller: Caller): Promise<Caller | undefined>
}

/** What every `cloudformation` operation finds in its context besides the call. */
export interface CloudFormation {
  readonly store: StackStore
  readonly engine: Engine
  readonly serviceRoles: ServiceRoles
  readonly functions: Pick<Functions, 'reaches'>
  /** Resource types that the operator has told to skip rather than to refuse. */
  readonly skippedTypes: ReadonlySet<string>
  readonly random: Random
  readonly vault: Vault
  readonly log: Log
  /** What templates name is read as who calls. */
  readonly clientsFor: ResourceClientsFor
  /** Further host names of the server, lower case. */
  readonly ownNames: ReadonlySet<string>
  /** Longest TemplateBody in bytes: 51,200 over the API, as on AWS; local callers may allow more. */
  readonly maxTemplateBytes: number
}
