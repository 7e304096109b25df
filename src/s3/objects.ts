import type { CallContext, Fails } from '../wire/operation.ts'
import { requireBucket } from './buckets.ts'
import type { S3 } from './s3.ts'
import type { BucketRecord, ObjectRecord } from './store.ts'

/** Bytes of the largest object; larger ones would come in parts, which poolgate has not. */
export const largestObject = 8 * 1024 * 1024

interface ObjectInput {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
  readonly ExpectedBucketOwner?: string
  readonly IfMatch?: string
}

/** The object that a read is about, with its bucket. */
export async function requireObject(
  context: Pick<S3, 'store'> &
    Pick<CallContext, 'accountId'> &
    Fails<'NoSuchBucket' | 'NoSuchKey' | 'NoSuchVersion' | 'AccessDenied'>,
  input: ObjectInput,
): Promise<{ readonly bucket: BucketRecord; readonly object: ObjectRecord }> {
  const bucket = await requireBucket(context, input)
  const object = await context.store.findObject(input.Bucket, input.Key, input.VersionId)
  if (object) return { bucket, object }
  if (input.VersionId !== undefined) return context.fail('NoSuchVersion', 'The specified version does not exist.')
  return context.fail('NoSuchKey', 'The specified key does not exist.')
}

/** What GetObject and HeadObject say of an object. */
export function describeObject({ settings }: BucketRecord, object: ObjectRecord) {
  return {
    AcceptRanges: 'bytes',
    LastModified: object.createdAt,
    ContentLength: object.size,
    ETag: `"${object.etag}"`,
    ContentType: object.contentType,
    ServerSideEncryption: object.encryption,
    Metadata: object.metadata,
    ...(settings.versioning !== undefined && { VersionId: object.versionId }),
  }
}
