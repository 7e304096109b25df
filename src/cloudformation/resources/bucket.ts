import type { BucketVersioningStatus, LifecycleRule, ServerSideEncryption, Tag } from '@aws-sdk/client-s3'
import type { ResourceClients } from '../cloudformation.ts'
import { allItems, type PhysicalResource, type ResourceType } from './resource-type.ts'

interface Properties {
  readonly AccessControl?: 'Private'
  readonly BucketName?: string
  readonly BucketEncryption?: {
    readonly ServerSideEncryptionConfiguration: readonly {
      readonly BucketKeyEnabled?: boolean
      readonly ServerSideEncryptionByDefault?: {
        readonly SSEAlgorithm: ServerSideEncryption
        readonly KMSMasterKeyID?: string
      }
    }[]
  }
  readonly LifecycleConfiguration?: {
    readonly Rules: readonly (Omit<LifecycleRule, 'ID'> & { readonly Id?: string })[]
  }
  readonly PublicAccessBlockConfiguration?: Readonly<Record<string, boolean>>
  readonly Tags?: readonly Tag[]
  readonly VersioningConfiguration?: { readonly Status: BucketVersioningStatus }
}

const domainName = ({ physicalId }: PhysicalResource, host: string): string => `${physicalId}.${host}.amazonaws.com`

export const bucket: ResourceType<Properties> = {
  type: 'AWS::S3::Bucket',
  service: 'S3',
  passed: [
    'AccessControl',
    'BucketEncryption',
    'BucketName',
    'LifecycleConfiguration',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  refused: {
    AbacStatus: {},
    AccelerateConfiguration: {},
    AnalyticsConfigurations: {},
    BucketNamePrefix: {},
    BucketNamespace: {},
    CorsConfiguration: {},
    IntelligentTieringConfigurations: {},
    InventoryConfigurations: {},
    LoggingConfiguration: {},
    MetadataConfiguration: {},
    MetadataTableConfiguration: {},
    MetricsConfigurations: {},
    NotificationConfiguration: {},
    ObjectLockConfiguration: {},
    ObjectLockEnabled: { unless: (value) => value === false },
    OwnershipControls: {},
    ReplicationConfiguration: {},
    WebsiteConfiguration: {},
  },
  // AWS suspends versioning then, which poolgate cannot.
  refusedChanges: { VersioningConfiguration: ['Remove'] },
  named: 'BucketName',
  longestName: 63,
  tagged: 'Tags',
  attributes: {
    Arn: async ({ physicalId }) => `arn:aws:s3:::${physicalId}`,
    DomainName: async (resource) => domainName(resource, 's3'),
    DualStackDomainName: async (resource, { region }) => domainName(resource, `s3.dualstack.${region}`),
    RegionalDomainName: async (resource, { region }) => domainName(resource, `s3.${region}`),
  },
  place: (properties) => ({ BucketName: nameOf(properties) }),
  async create(properties, { s3 }) {
    const Bucket = nameOf(properties)
    await s3.CreateBucket({ Bucket })
    try {
      await configure(Bucket, properties, s3)
    } catch (error) {
      await s3.DeleteBucket({ Bucket })
      throw error
    }
    return Bucket
  },
  async update({ physicalId: Bucket }, properties, before, { s3 }) {
    const isGone = (name: keyof Properties) => before[name] !== undefined && properties[name] === undefined
    if (isGone('BucketEncryption')) await s3.DeleteBucketEncryption({ Bucket })
    if (isGone('LifecycleConfiguration')) await s3.DeleteBucketLifecycle({ Bucket })
    if (isGone('PublicAccessBlockConfiguration')) await s3.DeletePublicAccessBlock({ Bucket })
    if (isGone('Tags')) await s3.DeleteBucketTagging({ Bucket })
    await configure(Bucket, properties, s3)
  },
  async delete({ physicalId }, { s3 }) {
    await s3.DeleteBucket({ Bucket: physicalId })
  },
  findLookalikes: ({ BucketName = '' }, { s3 }) =>
    allItems(async () => {
      await s3.HeadBucket({ Bucket: BucketName })
      return { items: [BucketName], next: undefined }
    }),
}

/** Generated names have capitals, which buckets have not. */
function nameOf({ BucketName = '' }: Properties): string {
  return BucketName.toLowerCase()
}

async function configure(
  Bucket: string,
  {
    BucketEncryption: encryption,
    LifecycleConfiguration: lifecycle,
    PublicAccessBlockConfiguration,
    Tags,
    VersioningConfiguration,
  }: Properties,
  s3: ResourceClients['s3'],
): Promise<void> {
  if (encryption) {
    const Rules = encryption.ServerSideEncryptionConfiguration.map(({ ServerSideEncryptionByDefault, ...rule }) => ({
      ...rule,
      ...(ServerSideEncryptionByDefault && { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault }),
    }))
    await s3.PutBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } })
  }
  if (lifecycle) {
    const Rules = lifecycle.Rules.map(({ Id, ...rule }) => ({ ...rule, ...(Id !== undefined && { ID: Id }) }))
    await s3.PutBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })
  }
  if (PublicAccessBlockConfiguration) await s3.PutPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration })
  if (Tags) await s3.PutBucketTagging({ Bucket, Tagging: { TagSet: [...Tags] } })
  if (VersioningConfiguration) await s3.PutBucketVersioning({ Bucket, VersioningConfiguration })
}
