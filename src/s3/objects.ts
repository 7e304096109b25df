import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
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
    AcceptRanges: 'none',
    LastModified: object.createdAt,
    ContentLength: object.size,
    ETag: `"${object.etag}"`,
    ContentType: object.contentType,
    ServerSideEncryption: object.encryption,
    Metadata: object.metadata,
    ...(settings.versioning !== undefined && { VersionId: object.versionId }),
  }
}

/** Checksums that a client may send with an object, in base64. */
interface Checksums {
  readonly ContentMD5?: string
  readonly ChecksumCRC32?: string
  readonly ChecksumSHA1?: string
  readonly ChecksumSHA256?: string
}

/** Refuses a body that is not what its checksums say. */
export function checkBody(body: Uint8Array, checksums: Checksums, context: Fails<'BadDigest'>): void {
  const digest = (name: string): Buffer => createHash(name).update(body).digest()
  const computed = {
    ContentMD5: () => digest('md5'),
    ChecksumCRC32: () => bigEndian(crc32(body)),
    ChecksumSHA1: () => digest('sha1'),
    ChecksumSHA256: () => digest('sha256'),
  } satisfies Record<keyof Checksums, () => Buffer>
  for (const name of ['ContentMD5', 'ChecksumCRC32', 'ChecksumSHA1', 'ChecksumSHA256'] as const) {
    const said = checksums[name]
    if (said !== undefined && !isSame(Buffer.from(said, 'base64'), computed[name]()))
      context.fail('BadDigest', `The ${name} you specified did not match what we received.`)
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
