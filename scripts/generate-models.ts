/**
 * Writes src/wire/models/<service>.gen.ts from models/<service>.json: which errors each operation declares, as types.
 *
 *   npm run models                 regenerate from the vendored models
 *   npm run models -- DIR          first take newer models (<service>.json, botocore's shape) from DIR
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadModel, type ModelName } from '../src/wire/model.ts'
import { vendoredModel } from './import-model.ts'

export const services = [
  'apigatewayv2',
  'cloudformation',
  'cognito-idp',
  'iam',
  'kms',
  'logs',
  's3',
  'secretsmanager',
  'ssm',
  'sts',
] as const satisfies ModelName[]

/** Of these services the server has the least that its users need: only these operations keep their shapes. */
const partial: Partial<Record<ModelName, readonly string[]>> = {
  iam: [
    'AttachRolePolicy',
    'CreateAccessKey',
    'CreatePolicy',
    'CreatePolicyVersion',
    'CreateRole',
    'CreateUser',
    'DeleteAccessKey',
    'DeletePolicy',
    'DeletePolicyVersion',
    'DeleteRole',
    'DeleteRolePolicy',
    'DeleteUser',
    'DeleteUserPolicy',
    'DetachRolePolicy',
    'GetAccessKeyLastUsed',
    'GetPolicy',
    'GetPolicyVersion',
    'GetRole',
    'GetRolePolicy',
    'GetUser',
    'GetUserPolicy',
    'ListAccessKeys',
    'ListAttachedRolePolicies',
    'ListInstanceProfilesForRole',
    'ListPolicies',
    'ListPolicyTags',
    'ListPolicyVersions',
    'ListRolePolicies',
    'ListRoles',
    'ListUserPolicies',
    'ListUsers',
    'PutRolePolicy',
    'PutUserPolicy',
    'TagPolicy',
    'TagRole',
    'UntagPolicy',
    'UntagRole',
    'UpdateAccessKey',
    'UpdateAssumeRolePolicy',
    'UpdateRole',
  ],
  kms: [
    'CancelKeyDeletion',
    'CreateAlias',
    'CreateKey',
    'Decrypt',
    'DeleteAlias',
    'DescribeKey',
    'DisableKey',
    'DisableKeyRotation',
    'EnableKey',
    'EnableKeyRotation',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateRandom',
    'GetKeyPolicy',
    'GetKeyRotationStatus',
    'ListAliases',
    'ListKeys',
    'ListResourceTags',
    'PutKeyPolicy',
    'ReEncrypt',
    'ScheduleKeyDeletion',
    'TagResource',
    'UntagResource',
    'UpdateAlias',
    'UpdateKeyDescription',
  ],
  logs: [
    'CreateLogGroup',
    'DeleteLogGroup',
    'DeleteRetentionPolicy',
    'DescribeLogGroups',
    'DescribeLogStreams',
    'FilterLogEvents',
    'GetLogEvents',
    'ListTagsForResource',
    'ListTagsLogGroup',
    'PutRetentionPolicy',
    'TagLogGroup',
    'TagResource',
    'UntagLogGroup',
    'UntagResource',
  ],
  // The last six are told from the others only by what their shapes require.
  s3: [
    'CopyObject',
    'CreateBucket',
    'DeleteBucket',
    'DeleteBucketEncryption',
    'DeleteBucketLifecycle',
    'DeleteBucketPolicy',
    'DeleteBucketTagging',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeletePublicAccessBlock',
    'GetBucketEncryption',
    'GetBucketLifecycleConfiguration',
    'GetBucketLocation',
    'GetBucketPolicy',
    'GetBucketTagging',
    'GetBucketVersioning',
    'GetObject',
    'GetObjectTagging',
    'GetPublicAccessBlock',
    'HeadBucket',
    'HeadObject',
    'ListBuckets',
    'ListObjectsV2',
    'PutBucketEncryption',
    'PutBucketLifecycleConfiguration',
    'PutBucketPolicy',
    'PutBucketTagging',
    'PutBucketVersioning',
    'PutObject',
    'PutObjectTagging',
    'PutPublicAccessBlock',
    'AbortMultipartUpload',
    'CompleteMultipartUpload',
    'CopyObject',
    'ListParts',
    'UploadPart',
    'UploadPartCopy',
  ],
  secretsmanager: [
    'BatchGetSecretValue',
    'CreateSecret',
    'DeleteSecret',
    'DescribeSecret',
    'GetRandomPassword',
    'GetResourcePolicy',
    'GetSecretValue',
    'ListSecretVersionIds',
    'ListSecrets',
    'PutSecretValue',
    'RestoreSecret',
    'TagResource',
    'UntagResource',
    'UpdateSecret',
    'UpdateSecretVersionStage',
  ],
  ssm: [
    'AddTagsToResource',
    'DeleteParameter',
    'DescribeParameters',
    'GetParameter',
    'ListTagsForResource',
    'PutParameter',
    'RemoveTagsFromResource',
  ],
  sts: ['AssumeRole', 'GetCallerIdentity', 'GetSessionToken'],
}

/** The generated module's text. */
export function errorTypes(name: ModelName): string {
  const lines = Object.entries(loadModel(name).operations).map(([operation, { errors = [] }]) => {
    const codes = errors.map(({ shape }) => `'${shape}'`)
    return `  ${operation}: ${codes.length > 0 ? codes.join(' | ') : 'never'}`
  })
  return `// Generated from models/${name}.json by \`npm run models\`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
${lines.join('\n')}
}
`
}

if (import.meta.main) {
  const from = process.argv[2]
  mkdirSync('src/wire/models', { recursive: true })
  for (const name of services) {
    const newer = from && join(from, `${name}.json`)
    if (newer && existsSync(newer))
      writeFileSync(`models/${name}.json`, vendoredModel(readFileSync(newer, 'utf8'), partial[name]))
    writeFileSync(`src/wire/models/${name}.gen.ts`, errorTypes(name))
  }
}
