import { refuseUnsupported, requireBucket } from '../buckets.ts'
import { checkBody } from '../checksums.ts'
import { readWriteCondition } from '../conditions.ts'
import { encryptionOf, keepObject } from '../keep-object.ts'
import { describeVersion, largestObject } from '../objects.ts'
import { permissionOf } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'
import { readTagHeader } from '../tags.ts'

/** Keeps an object, encrypted under the master key, whole or not at all. */
export async function putObject(
  input: Input<'PutObject'>,
  context: Context<'PutObject'>,
): Promise<Output<'PutObject'>> {
  refuseParameters(input, context)
  const { Key: key, Body: body = new Uint8Array() } = input
  if (body.length > largestObject)
    context.fail('EntityTooLarge', `Your proposed upload exceeds the maximum allowed size (${largestObject} bytes)`)
  checkBody(body, input, context)
  const bucket = await requireBucket(context, input)
  const tags = readTagHeader(input.Tagging ?? '', context)
  // Page "PutObject", Permissions.
  if (Object.keys(tags).length > 0) context.caller?.authorize(await permissionOf('PutObjectTagging', input, context))
  const condition = readWriteCondition(input, context)
  const object = await keepObject(context, bucket, body, {
    key,
    contentType: input.ContentType ?? 'binary/octet-stream',
    metadata: input.Metadata ?? {},
    encryption: encryptionOf(input.ServerSideEncryption, bucket),
    tags,
    ...(condition && { condition }),
  })
  return {
    ETag: `"${object.etag}"`,
    ServerSideEncryption: object.encryption,
    ...describeVersion(bucket, object),
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
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    ObjectLockMode: input.ObjectLockMode,
    ObjectLockRetainUntilDate: input.ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus: input.ObjectLockLegalHoldStatus,
    WriteOffsetBytes: input.WriteOffsetBytes,
  })
}
