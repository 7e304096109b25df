import type { Permission } from '../wire/access.ts'
import type { ObjectStore } from './store.ts'

/** Actions that are not named like their operations (Service Authorization Reference, "Amazon S3"). */
const actions: Readonly<Record<string, string | undefined>> = {
  CopyObject: 'PutObject',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
}

/** What an operation needs to be allowed. */
export async function permissionOf(
  operation: string,
  { Bucket: bucket, Key: key, VersionId: version }: Readonly<Record<string, unknown>>,
  { store }: { readonly store: Pick<ObjectStore, 'findBucket'> },
): Promise<Permission> {
  const name = actions[operation] ?? operation
  const action = `s3:${version === undefined ? name : name.replace(/(Tagging)?$/, 'Version$1')}`
  if (typeof bucket !== 'string') return { action, resource: '*' }
  // The only policies that a bucket can have say so (bucket-policies.ts).
  const needsTls = (await store.findBucket(bucket))?.settings.policy !== undefined
  return { action, needsTls, resource: `arn:aws:s3:::${bucket}${typeof key === 'string' ? `/${key}` : ''}` }
}
