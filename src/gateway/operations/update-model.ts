import { refuseModel } from '../configuration/models.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateModel(
  input: Input<'UpdateModel'>,
  context: Context<'UpdateModel'>,
): Promise<Output<'UpdateModel'>> {
  return refuseModel(context, input)
}
