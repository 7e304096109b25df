import { refuseUnsupported, requireBucket } from '../buckets.ts'
import { checkReadConditions } from '../conditions.ts'
import { encryptionOf, keepObject } from '../keep-object.ts'
import { describeVersion, requireObject } from '../objects.ts'
import { permissionOf } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'
import { type ObjectRecord, objectPurpose } from '../store.ts'
import { readTagHeader } from '../tags.ts'

/** Copies an object that the caller may read, with its metadata unless the copy is to have others. */
export async function copyObject(
  input: Input<'CopyObject'>,
  context: Context<'CopyObject'>,
): Promise<Output<'CopyObject'>> {
  refuseParameters(input, context)
  const source = readSource(input, context)
  const isReplaced = input.MetadataDirective === 'REPLACE'
  const isOntoItself = source.Bucket === input.Bucket && source.Key === input.Key && source.VersionId === undefined
  if (isOntoItself && !isReplaced && input.ServerSideEncryption === undefined)
    context.fail(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  // Whoever copies reads, too (page "CopyObject", Permissions).
  context.caller?.authorize(await permissionOf('GetObject', source, context))
  const bucket = await requireBucket(context, input)
  const { bucket: origin, object: original } = await requireObject(context, source)
  checkSourceConditions(original, input, context)
  const sealed = await context.store.readContent(original)
  if (!sealed) return context.fail('NoSuchKey', 'The specified key does not exist.')
  const content = context.vault.open(sealed, objectPurpose(original))
  const copy = await keepObject(context, bucket, content, {
    key: input.Key,
    contentType: isReplaced ? (input.ContentType ?? 'binary/octet-stream') : original.contentType,
    metadata: isReplaced ? (input.Metadata ?? {}) : original.metadata,
    encryption: encryptionOf(input.ServerSideEncryption, bucket),
    tags: await tagsOfCopy(input, source, original, context),
  })
  return {
    CopyObjectResult: { ETag: `"${copy.etag}"`, LastModified: copy.createdAt },
    ServerSideEncryption: copy.encryption,
    ...(origin.settings.versioning !== undefined && { CopySourceVersionId: original.versionId }),
    ...describeVersion(bucket, copy),
  }
}

/** Those of the original, unless the copy is to have others; who copies reads and writes them (page "CopyObject"). */
async function tagsOfCopy(
  input: Input<'CopyObject'>,
  source: Parameters<typeof requireObject>[1],
  original: ObjectRecord,
  context: Context<'CopyObject'>,
): Promise<ObjectRecord['tags']> {
  const isReplaced = input.TaggingDirective === 'REPLACE'
  const tags = isReplaced ? readTagHeader(input.Tagging ?? '', context) : original.tags
  if (Object.keys(tags).length === 0) return tags
  if (!isReplaced) context.caller?.authorize(await permissionOf('GetObjectTagging', { ...source }, context))
  const target = { Bucket: input.Bucket, Key: input.Key }
  context.caller?.authorize(await permissionOf('PutObjectTagging', target, context))
  return tags
}

/** `bucket/key` or `/bucket/key`, encoded as in a URL, with or without `?versionId=`. */
function readSource({ CopySource }: Input<'CopyObject'>, context: Context<'CopyObject'>) {
  const [, name, path, VersionId] = /^\/?([^/?]+)\/([^?]+)(?:\?versionId=([^&]+))?$/.exec(CopySource ?? '') ?? []
  if (name === undefined || path === undefined || !/^(?:[^%]|%[0-9a-f]{2})*$/i.test(`${name}${path}`))
    return context.fail('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  const [Bucket, Key] = [name, path].map(decodeOr(context))
  return { Bucket: Bucket ?? '', Key: Key ?? '', ...(VersionId !== undefined && { VersionId }) }
}

function decodeOr({ fail }: Pick<Context<'CopyObject'>, 'fail'>) {
  return (text: string): string => {
    try {
      return decodeURIComponent(text)
    } catch {
      return fail('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
    }
  }
}

/** As for reads, but that a copy that is not to be made always fails (page "CopyObject"). */
function checkSourceConditions(
  original: Parameters<typeof checkReadConditions>[0],
  input: Input<'CopyObject'>,
  context: Context<'CopyObject'>,
): void {
  const conditions = {
    ...(input.CopySourceIfMatch !== undefined && { IfMatch: input.CopySourceIfMatch }),
    ...(input.CopySourceIfNoneMatch !== undefined && { IfNoneMatch: input.CopySourceIfNoneMatch }),
    ...(input.CopySourceIfModifiedSince && { IfModifiedSince: input.CopySourceIfModifiedSince }),
    ...(input.CopySourceIfUnmodifiedSince && { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
  }
  const fail = () => context.fail('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  checkReadConditions(original, conditions, { fail })
}

/** What would have no effect. */
function refuseParameters(input: Input<'CopyObject'>, context: Context<'CopyObject'>): void {
  const { ACL, StorageClass, TaggingDirective, ServerSideEncryption } = input
  refuseUnsupported(context, {
    ACL: ACL === 'private' ? undefined : ACL,
    CacheControl: input.CacheControl,
    ChecksumAlgorithm: input.ChecksumAlgorithm,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    CopySourceSSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    Expires: input.Expires,
    ExpectedSourceBucketOwner: input.ExpectedSourceBucketOwner,
    GrantFullControl: input.GrantFullControl,
    GrantRead: input.GrantRead,
    GrantReadACP: input.GrantReadACP,
    GrantWriteACP: input.GrantWriteACP,
    IfMatch: input.IfMatch,
    IfNoneMatch: input.IfNoneMatch,
    ObjectLockLegalHoldStatus: input.ObjectLockLegalHoldStatus,
    ObjectLockMode: input.ObjectLockMode,
    ObjectLockRetainUntilDate: input.ObjectLockRetainUntilDate,
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
    SSEKMSEncryptionContext: input.SSEKMSEncryptionContext,
    SSEKMSKeyId: input.SSEKMSKeyId,
    ServerSideEncryption: ServerSideEncryption === 'aws:kms:dsse' ? ServerSideEncryption : undefined,
    StorageClass: StorageClass === 'STANDARD' ? undefined : StorageClass,
    Tagging: TaggingDirective === 'REPLACE' ? undefined : input.Tagging,
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
  })
}
