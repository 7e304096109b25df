import { refuseUnsupported, requireBucket } from '../buckets.ts'
import { listKeys } from '../list-keys.ts'
import type { Context, Input, Output } from '../service.ts'

const largestPage = 1000

export async function listObjectsV2(
  input: Input<'ListObjectsV2'>,
  context: Context<'ListObjectsV2'>,
): Promise<Output<'ListObjectsV2'>> {
  refuseUnsupported(context, {
    FetchOwner: input.FetchOwner,
    OptionalObjectAttributes: input.OptionalObjectAttributes,
  })
  const { name } = await requireBucket(context, input)
  const { Prefix: prefix = '', StartAfter: startAfter = '', MaxKeys = largestPage, ContinuationToken: token } = input
  if (MaxKeys < 0) context.fail('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647')
  const limit = Math.min(MaxKeys, largestPage)
  const after = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString()
  const delimiter = input.Delimiter ?? ''
  const page =
    limit === 0
      ? { objects: [], commonPrefixes: [], next: undefined }
      : await listKeys(context.store, name, { prefix, delimiter, after, limit })
  const written = (text: string): string => (input.EncodingType === 'url' ? encodeKey(text) : text)
  return {
    Name: name,
    Prefix: written(prefix),
    ...(startAfter !== '' && { StartAfter: written(startAfter) }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    MaxKeys,
    ...(delimiter !== '' && { Delimiter: written(delimiter) }),
    KeyCount: page.objects.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ...(page.next !== undefined && { NextContinuationToken: Buffer.from(page.next).toString('base64url') }),
    ...(page.commonPrefixes.length > 0 && {
      CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: written(each) })),
    }),
    Contents: page.objects.map(({ key, createdAt, etag, size }) => ({
      Key: written(key),
      LastModified: createdAt,
      ETag: `"${etag}"`,
      Size: size,
      StorageClass: 'STANDARD',
    })),
  }
}

/** Slashes stay (API "ListObjectsV2", EncodingType). */
function encodeKey(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/')
}
