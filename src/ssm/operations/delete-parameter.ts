import type { Context, Input, Output } from '../service.ts'

export async function deleteParameter(
  input: Input<'DeleteParameter'>,
  context: Context<'DeleteParameter'>,
): Promise<Output<'DeleteParameter'>> {
  if (!(await context.store.deleteParameter(context.region, input.Name))) context.fail('ParameterNotFound', '')
  return {}
}
