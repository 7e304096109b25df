import { describeParameter, findParameter } from '../parameters.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getParameter(
  input: Input<'GetParameter'>,
  context: Context<'GetParameter'>,
): Promise<Output<'GetParameter'>> {
  const parameter = await findParameter(context, input.Name)
  // AWS says no more than the code.
  if (!parameter) return context.fail('ParameterNotFound', '')
  return { Parameter: describeParameter(context, parameter) }
}
