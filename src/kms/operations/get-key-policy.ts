import { requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

/** The one policy of a key is called `default`. */
export async function getKeyPolicy(
  { KeyId, PolicyName = 'default' }: Input<'GetKeyPolicy'>,
  context: Context<'GetKeyPolicy'>,
): Promise<Output<'GetKeyPolicy'>> {
  if (PolicyName !== 'default') context.fail('NotFoundException', 'No such policy exists')
  return { Policy: (await requireKeyItself(context, KeyId)).policy, PolicyName }
}
