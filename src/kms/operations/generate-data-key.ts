import { makeDataKey } from '../keys/data-keys.ts'
import { refuseUnimplemented } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function generateDataKey(
  input: Input<'GenerateDataKey'>,
  context: Context<'GenerateDataKey'>,
): Promise<Output<'GenerateDataKey'>> {
  refuseUnimplemented({ Recipient: input.Recipient })
  return makeDataKey(input, context)
}
