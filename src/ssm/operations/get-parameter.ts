import { describeParameter, findParameter } from '../parameters.ts'
import { decryptValue } from '../secret-values.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getParameter(
  input: Input<'GetParameter'>,
  context: Context<'GetParameter'>,
): Promise<Output<'GetParameter'>> {
  const parameter = await findParameter(context, input.Name)
  // AWS says no more than the code.
  if (!parameter) return context.fail('ParameterNotFound', '')
  const { name, secret } = parameter
  const described = describeParameter(context, parameter)
  if (!secret) return { Parameter: described }
  const value = input.WithDecryption
    ? await decryptValue(context, name, secret)
    : Buffer.from(secret.ciphertext).toString('base64')
  return { Parameter: { ...described, Value: value } }
}
