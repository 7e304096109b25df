import { refuse, refuseUnimplemented } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function generateRandom(
  { NumberOfBytes, CustomKeyStoreId, Recipient }: Input<'GenerateRandom'>,
  context: Context<'GenerateRandom'>,
): Promise<Output<'GenerateRandom'>> {
  refuseUnimplemented({ CustomKeyStoreId, Recipient })
  if (NumberOfBytes === undefined) return refuse('NumberOfBytes is required.')
  return { Plaintext: context.random.bytes(NumberOfBytes) }
}
