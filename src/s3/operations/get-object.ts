import { refuseUnsupported } from '../buckets.ts'
import { describeObject, requireObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'
import { objectPurpose } from '../store.ts'

export async function getObject(
  input: Input<'GetObject'>,
  context: Context<'GetObject'>,
): Promise<Output<'GetObject'>> {
  refuseUnsupported(context, {
    Range: input.Range,
    PartNumber: input.PartNumber,
    IfMatch: input.IfMatch,
    IfNoneMatch: input.IfNoneMatch,
    IfModifiedSince: input.IfModifiedSince,
    IfUnmodifiedSince: input.IfUnmodifiedSince,
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
    ResponseContentType: input.ResponseContentType,
    ResponseContentDisposition: input.ResponseContentDisposition,
  })
  const { bucket, object } = await requireObject(context, input)
  const sealed = await context.store.readContent(object)
  if (!sealed) return context.fail('NoSuchKey', 'The specified key does not exist.')
  return { ...describeObject(bucket, object), Body: context.vault.open(sealed, objectPurpose(object)) }
}
