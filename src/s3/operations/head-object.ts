import { refuseUnsupported } from '../buckets.ts'
import { describeRange, readRange } from '../byte-range.ts'
import { checkReadConditions } from '../conditions.ts'
import { describeObject, requireObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'

export async function headObject(
  input: Input<'HeadObject'>,
  context: Context<'HeadObject'>,
): Promise<Output<'HeadObject'>> {
  refuseUnsupported(context, {
    PartNumber: input.PartNumber,
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
  })
  const { bucket, object } = await requireObject(context, input)
  checkReadConditions(object, input, context)
  const range = readRange(input.Range, object.size, context)
  return { ...describeObject(bucket, object), ...(range && describeRange(range, object.size)) }
}
