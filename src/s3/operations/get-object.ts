import { refuseUnsupported } from '../buckets.ts'
import { describeRange, readRange } from '../byte-range.ts'
import { checkReadConditions } from '../conditions.ts'
import { describeObject, requireObject } from '../objects.ts'
import type { Context, Input, Output } from '../service.ts'
import { objectPurpose } from '../store.ts'

export async function getObject(
  input: Input<'GetObject'>,
  context: Context<'GetObject'>,
): Promise<Output<'GetObject'>> {
  refuseUnsupported(context, {
    PartNumber: input.PartNumber,
    SSECustomerAlgorithm: input.SSECustomerAlgorithm,
    ResponseContentType: input.ResponseContentType,
    ResponseContentDisposition: input.ResponseContentDisposition,
  })
  const { bucket, object } = await requireObject(context, input)
  checkReadConditions(object, input, context)
  const range = readRange(input.Range, object.size, context)
  const sealed = await context.store.readContent(object)
  if (!sealed) return context.fail('NoSuchKey', 'The specified key does not exist.')
  const body = context.vault.open(sealed, objectPurpose(object))
  const described = describeObject(bucket, object)
  if (!range) return { ...described, Body: body }
  return { ...described, ...describeRange(range, object.size), Body: body.subarray(range.start, range.end) }
}
