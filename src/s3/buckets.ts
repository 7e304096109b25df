import type { CallContext, Fails } from '../wire/operation.ts'
import type { S3 } from './s3.ts'
import type { BucketRecord, BucketSettings } from './store.ts'

type BucketContext = Pick<S3, 'store'> & Pick<CallContext, 'accountId'> & Fails<'NoSuchBucket' | 'AccessDenied'>

interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

/** The bucket, if it is the caller's who it is said to be. */
export async function requireBucket(
  context: BucketContext,
  { Bucket, ExpectedBucketOwner: owner }: BucketInput,
): Promise<BucketRecord> {
  const bucket = await context.store.findBucket(Bucket)
  if (!bucket) return context.fail('NoSuchBucket', 'The specified bucket does not exist')
  if (owner !== undefined && owner !== context.accountId) context.fail('AccessDenied', 'Access Denied')
  return bucket
}

/** Gives a bucket other settings; `change` is asked again when somebody else was faster. */
export async function changeBucket(
  context: BucketContext,
  input: BucketInput,
  change: (settings: BucketSettings) => BucketSettings,
): Promise<void> {
  for (;;) {
    const bucket = await requireBucket(context, input)
    const changed = { ...bucket, settings: change(bucket.settings), revision: bucket.revision + 1 }
    if (await context.store.replaceBucket(changed, bucket)) return
  }
}

/** Refuses parameters that poolgate cannot act on. `values` are the input's members by name. */
export function refuseUnsupported(context: Fails<'NotImplemented'>, values: Readonly<Record<string, unknown>>): void {
  const lacking = Object.entries(values).find(([, value]) => value !== undefined && value !== false)
  if (lacking) context.fail('NotImplemented', `poolgate does not implement ${lacking[0]}`)
}
