import { refuseUnsupported } from '../buckets.ts'
import { describeObject, requireObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'

export async function headObject(
  input: Input<'HeadObject'>,
  context: Context<'HeadObject'>,
): Promise<Output<'HeadObject'>> {
  refuseUnsupported(context, {
    Range: input.Range,
    PartNumber: input.PartNumber,
    IfMatch: input.IfMatch,
    IfNoneMatch: input.IfNoneMatch,
    IfModifiedSince: input.IfModifiedSince,
    IfUnmodifiedSince: input.IfUnmodifiedSince,
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
  })
  const { bucket, object } = await requireObject(context, input)
  return describeObject(bucket, object)
}
