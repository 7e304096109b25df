import { makeDataKey } from '../keys/data-keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function generateDataKeyWithoutPlaintext(
  input: Input<'GenerateDataKeyWithoutPlaintext'>,
  context: Context<'GenerateDataKeyWithoutPlaintext'>,
): Promise<Output<'GenerateDataKeyWithoutPlaintext'>> {
  const { CiphertextBlob, KeyId } = await makeDataKey(input, context)
  return { CiphertextBlob, KeyId }
}
