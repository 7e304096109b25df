import { refuseModel } from '../configuration/models.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteModel(
  input: Input<'DeleteModel'>,
  context: Context<'DeleteModel'>,
): Promise<Output<'DeleteModel'>> {
  return refuseModel(context, input)
}
