import { createHash } from 'node:crypto'
import { lowerAlphanumeric } from '../ports/random.ts'
import type { CallContext, Fails } from '../wire/operation.ts'
import type { S3 } from './s3.ts'
import { type BucketRecord, type ObjectRecord, objectPurpose } from './store.ts'

type KeepsContext = S3 &
  Pick<CallContext, 'now'> &
  Fails<'KeyTooLongError' | 'NoSuchBucket' | 'NoSuchKey' | 'PreconditionFailed'>

type Draft = Pick<ObjectRecord, 'key' | 'contentType' | 'metadata' | 'encryption' | 'tags'> & {
  /** What must be there; see `ObjectStore.putObject`. */
  readonly condition?: { readonly etag: string | undefined }
}

/** Keeps an object in front of its earlier versions or in their place, encrypted under the master key, whole or not at all. */
export async function keepObject(
  context: KeepsContext,
  bucket: BucketRecord,
  body: Uint8Array,
  { condition, ...draft }: Draft,
): Promise<ObjectRecord> {
  if (Buffer.byteLength(draft.key) > 1024) context.fail('KeyTooLongError', 'Your key is too long')
  const object: ObjectRecord = {
    ...draft,
    bucket: bucket.name,
    versionId: context.random.text(32, lowerAlphanumeric),
    size: body.length,
    etag: createHash('md5').update(body).digest('hex'),
    createdAt: context.now,
  }
  const expired = expiryOf(bucket, draft.key, context.now)
  const outcome = await context.store.putObject(object, context.vault.seal(body, objectPurpose(object)), {
    keep: bucket.settings.versioning === 'Enabled',
    ...(expired && { expired }),
    ...(condition && { condition }),
  })
  if (outcome === 'no-bucket') context.fail('NoSuchBucket', 'The specified bucket does not exist')
  if (outcome === 'no-object') context.fail('NoSuchKey', 'The specified key does not exist.')
  if (outcome === 'other')
    context.fail('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  return object
}

/** What the write asks for, or else the bucket. */
export function encryptionOf(asked: string | undefined, { settings }: BucketRecord): ObjectRecord['encryption'] {
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
