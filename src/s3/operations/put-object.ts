import { createHash } from 'node:crypto'
import { lowerAlphanumeric } from '../../ports/random.ts'
import { refuseUnsupported, requireBucket } from '../buckets.ts'
import { checkBody } from '../checksums.ts'
import { readWriteCondition } from '../conditions.ts'
import { largestObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'
import { type BucketRecord, type ObjectRecord, objectPurpose } from '../store.ts'

/** Keeps an object, encrypted under the master key, whole or not at all. */
export async function putObject(
  input: Input<'PutObject'>,
  context: Context<'PutObject'>,
): Promise<Output<'PutObject'>> {
  refuseParameters(input, context)
  const { Bucket, Key: key, Body: body = new Uint8Array() } = input
  if (Buffer.byteLength(key) > 1024) context.fail('KeyTooLongError', 'Your key is too long')
  if (body.length > largestObject)
    context.fail('EntityTooLarge', `Your proposed upload exceeds the maximum allowed size (${largestObject} bytes)`)
  checkBody(body, input, context)
  const bucket = await requireBucket(context, input)
  const { settings } = bucket
  const object: ObjectRecord = {
    bucket: Bucket,
    key,
    versionId: context.random.text(32, lowerAlphanumeric),
    size: body.length,
    etag: createHash('md5').update(body).digest('hex'),
    contentType: input.ContentType ?? 'binary/octet-stream',
    metadata: input.Metadata ?? {},
    encryption: encryptionOf(input, bucket),
    createdAt: context.now,
  }
  const expired = expiryOf(bucket, key, context.now)
  const condition = readWriteCondition(input, context)
  const earlier = {
    keep: settings.versioning === 'Enabled',
    ...(expired && { expired }),
    ...(condition && { condition }),
  }
  const outcome = await context.store.putObject(object, context.vault.seal(body, objectPurpose(object)), earlier)
  if (outcome === 'no-bucket') context.fail('NoSuchBucket', 'The specified bucket does not exist')
  if (outcome === 'no-object') context.fail('NoSuchKey', 'The specified key does not exist.')
  if (outcome === 'other')
    context.fail('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  return {
    ETag: `"${object.etag}"`,
    ServerSideEncryption: object.encryption,
    ...(settings.versioning !== undefined && { VersionId: object.versionId }),
  }
}

/** What would have no effect. A content encoding of `aws-chunked` is the transport's own. */
function refuseParameters(input: Input<'PutObject'>, context: Context<'PutObject'>): void {
  const unless = <Value>(value: Value | undefined, harmless: Value): Value | undefined =>
    value === harmless ? undefined : value
  refuseUnsupported(context, {
    ACL: unless(input.ACL, 'private'),
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: unless(input.ContentEncoding?.replace(/^aws-chunked,?/, ''), ''),
    ContentLanguage: input.ContentLanguage,
    Expires: input.Expires,
    GrantFullControl: input.GrantFullControl,
    GrantRead: input.GrantRead,
    GrantReadACP: input.GrantReadACP,
    GrantWriteACP: input.GrantWriteACP,
    StorageClass: unless(input.StorageClass, 'STANDARD'),
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
    SSEKMSKeyId: input.SSEKMSKeyId,
    SSEKMSEncryptionContext: input.SSEKMSEncryptionContext,
    ServerSideEncryption: input.ServerSideEncryption === 'aws:kms:dsse' ? 'aws:kms:dsse' : undefined,
    Tagging: input.Tagging,
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    ObjectLockMode: input.ObjectLockMode,
    ObjectLockRetainUntilDate: input.ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus: input.ObjectLockLegalHoldStatus,
    WriteOffsetBytes: input.WriteOffsetBytes,
  })
}

function encryptionOf({ ServerSideEncryption: asked }: Input<'PutObject'>, { settings }: BucketRecord) {
  return asked === 'AES256' || asked === 'aws:kms' ? asked : (settings.encryption ?? 'AES256')
}

const day = 86_400_000

/** Versions superseded before then are to go. */
function expiryOf({ settings: { lifecycle = [] } }: BucketRecord, key: string, now: Date): Date | undefined {
  const days = lifecycle
    .filter(({ isEnabled, prefix, noncurrentDays }) => isEnabled && noncurrentDays > 0 && key.startsWith(prefix))
    .map(({ noncurrentDays }) => noncurrentDays)
  return days.length > 0 ? new Date(now.getTime() - Math.min(...days) * day) : undefined
}
