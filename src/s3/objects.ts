import type { CallContext, Fails } from '../wire/operation.ts'
import { requireBucket } from './buckets.ts'
import type { S3 } from './s3.ts'
import type { BucketRecord, ObjectRecord } from './store.ts'
import type { Tags } from './tags.ts'

/** Bytes of the largest object; larger ones would come in parts, which poolgate has not. */
export const largestObject = 8 * 1024 * 1024

interface ObjectInput {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
  readonly ExpectedBucketOwner?: string
  readonly IfMatch?: string
}

type ObjectContext = Pick<S3, 'store'> &
  Pick<CallContext, 'accountId'> &
  Fails<'NoSuchBucket' | 'NoSuchKey' | 'NoSuchVersion' | 'AccessDenied'>

/** A version of an object, with its bucket. */
interface FoundObject {
  readonly bucket: BucketRecord
  readonly object: ObjectRecord
}

/** The object that a read is about. */
export async function requireObject(context: ObjectContext, input: ObjectInput): Promise<FoundObject> {
  const bucket = await requireBucket(context, input)
  const object = await context.store.findObject(input.Bucket, input.Key, input.VersionId)
  return object ? { bucket, object } : refuseMissingObject(context, input)
}

function refuseMissingObject({ fail }: ObjectContext, { VersionId }: ObjectInput): never {
  if (VersionId !== undefined) return fail('NoSuchVersion', 'The specified version does not exist.')
  return fail('NoSuchKey', 'The specified key does not exist.')
}

/** Tags a version with these and nothing else. */
export async function changeObjectTags(context: ObjectContext, input: ObjectInput, tags: Tags): Promise<FoundObject> {
  const found = await requireObject(context, input)
  if (!(await context.store.tagObject(found.object, tags))) refuseMissingObject(context, input)
  return found
}

/** Which version an answer is about, in buckets that have versions. */
export function describeVersion(
  { settings }: BucketRecord,
  { versionId }: Pick<ObjectRecord, 'versionId'>,
): { VersionId?: string } {
  return settings.versioning === undefined ? {} : { VersionId: versionId }
}

/** What GetObject and HeadObject say of an object. */
export function describeObject(bucket: BucketRecord, object: ObjectRecord) {
  const tagCount = Object.keys(object.tags).length
  return {
    AcceptRanges: 'bytes',
    LastModified: object.createdAt,
    ContentLength: object.size,
    ETag: `"${object.etag}"`,
    ContentType: object.contentType,
    ServerSideEncryption: object.encryption,
    Metadata: object.metadata,
    ...(tagCount > 0 && { TagCount: tagCount }),
    ...describeVersion(bucket, object),
  }
}
