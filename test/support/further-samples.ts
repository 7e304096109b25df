import { of, type TypeSamples } from './type-samples.ts'

const trust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } }
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
  ],
}
const tagList = [{ Key: 'team', Value: 'a' }]

export const furtherSamples: Readonly<Record<string, TypeSamples>> = {
  'AWS::CloudFormation::Stack': {
    base: { TemplateURL: 'http://localhost/assets/inner' },
    samples: { Parameters: of({ Value: '2' }), Tags: of(tagList), TimeoutInMinutes: of(5) },
    prepare: async ({ s3 }) => {
      const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'Value' } } }
      const Parameters = { Value: { Type: 'String', Default: '1' } }
      const Body = Buffer.from(JSON.stringify({ Parameters, Resources: { Inner: parameter } }))
      await s3.CreateBucket({ Bucket: 'assets' })
      await s3.PutObject({ Bucket: 'assets', Key: 'inner', Body })
    },
    read: async ({ client, ssm }, StackName) => {
      const { StackResources = [] } = await client.DescribeStackResources({ StackName })
      const { Parameter } = await ssm.GetParameter({ Name: StackResources[0]?.PhysicalResourceId })
      return { value: Parameter?.Value, tags: (await client.DescribeStacks({ StackName })).Stacks?.[0]?.Tags }
    },
  },
  'AWS::IAM::ManagedPolicy': {
    others: { Role },
    base: { PolicyDocument: document },
    samples: { Roles: of([{ Ref: 'Role' }]) },
    read: ({ iam }, _id, idOf) => iam.ListAttachedRolePolicies({ RoleName: idOf('Role') }),
  },
  'AWS::IAM::Policy': {
    others: { Role, Other: Role },
    base: { PolicyName: 'it', PolicyDocument: document, Roles: [{ Ref: 'Other' }] },
    samples: {},
    refused: { Users: [['nobody'], /cannot be found/] },
    read: async () => ({}),
  },
  'AWS::IAM::Role': {
    base: { AssumeRolePolicyDocument: trust },
    samples: {
      Description: of('about'),
      ManagedPolicyArns: of(['arn:aws:iam::aws:policy/ReadOnlyAccess']),
      MaxSessionDuration: of(7200),
      Policies: of([{ PolicyName: 'a', PolicyDocument: document }]),
      Tags: of(tagList),
    },
    read: async ({ iam }, RoleName) => ({
      ...(await iam.GetRole({ RoleName })).Role,
      attached: await iam.ListAttachedRolePolicies({ RoleName }),
      policies: await iam.ListRolePolicies({ RoleName }),
    }),
  },
  'AWS::KMS::Alias': {
    others: { Key: { Type: 'AWS::KMS::Key' } },
    base: { AliasName: 'alias/it', TargetKeyId: { Ref: 'Key' } },
    samples: {},
    read: async () => ({}),
  },
  'AWS::KMS::Key': {
    base: {},
    samples: {
      Description: of('about'),
      EnableKeyRotation: of(true),
      Enabled: of(false),
      KeyPolicy: of(keyPolicy),
      PendingWindowInDays: of(7),
      RotationPeriodInDays: of(100, { EnableKeyRotation: true }),
      Tags: of(tagList),
    },
    read: async ({ kms }, KeyId) => ({
      ...(await kms.DescribeKey({ KeyId })).KeyMetadata,
      policy: await kms.GetKeyPolicy({ KeyId }),
      rotation: await kms.GetKeyRotationStatus({ KeyId }),
      tags: await kms.ListResourceTags({ KeyId }),
    }),
  },
  'AWS::Logs::LogGroup': {
    base: {},
    samples: { LogGroupClass: of('STANDARD'), RetentionInDays: of(7), Tags: of(tagList) },
    read: async ({ logs }, logGroupNamePrefix) => {
      const { logGroups: [group] = [] } = await logs.DescribeLogGroups({ logGroupNamePrefix })
      return { ...group, tags: await logs.ListTagsForResource({ resourceArn: group?.logGroupArn }) }
    },
  },
  'AWS::S3::Bucket': {
    base: {},
    samples: {
      AccessControl: of('Private'),
      BucketEncryption: of({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      }),
      LifecycleConfiguration: of({
        Rules: [{ Id: 'old', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
      }),
      PublicAccessBlockConfiguration: of({ BlockPublicAcls: true }),
      Tags: of(tagList),
      VersioningConfiguration: of({ Status: 'Enabled' }),
    },
    read: async ({ s3 }, Bucket) => {
      const settled = await Promise.allSettled([
        s3.GetBucketEncryption({ Bucket }),
        s3.GetBucketLifecycleConfiguration({ Bucket }),
        s3.GetPublicAccessBlock({ Bucket }),
        s3.GetBucketVersioning({ Bucket }),
        s3.GetBucketTagging({ Bucket }),
      ])
      return settled.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))
    },
  },
  'AWS::S3::BucketPolicy': {
    others: { Bucket: { Type: 'AWS::S3::Bucket' } },
    base: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      },
    },
    samples: {},
    read: async () => ({}),
  },
  'AWS::SecretsManager::Secret': {
    others: { Key: { Type: 'AWS::KMS::Key' } },
    base: {},
    samples: {
      Description: of('about'),
      GenerateSecretString: of({ PasswordLength: 40 }),
      KmsKeyId: of({ Ref: 'Key' }),
      SecretString: of('secret'),
      Tags: of(tagList),
    },
    // Values stay when the template has none any more, as on AWS.
    read: async ({ secretsManager }, SecretId) => {
      const { VersionIdsToStages: _values, ...secret } = await secretsManager.DescribeSecret({ SecretId })
      return { ...secret, Tags: secret.Tags ?? [] }
    },
  },
  'AWS::SSM::Parameter': {
    base: { Name: '/it', Type: 'String', Value: '1' },
    samples: { Description: of('about') },
    read: async ({ ssm }, Name) => {
      const {
        Version: _count,
        LastModifiedDate: _at,
        ...parameter
      } = (await ssm.GetParameter({ Name })).Parameter ?? {}
      return parameter
    },
  },
}
