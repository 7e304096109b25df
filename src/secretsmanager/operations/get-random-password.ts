import { randomPassword } from '../secrets/passwords.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getRandomPassword(
  input: Input<'GetRandomPassword'>,
  context: Context<'GetRandomPassword'>,
): Promise<Output<'GetRandomPassword'>> {
  return { RandomPassword: randomPassword(input, context) }
}
