import { refuseModel } from '../configuration/models.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getModelTemplate(
  input: Input<'GetModelTemplate'>,
  context: Context<'GetModelTemplate'>,
): Promise<Output<'GetModelTemplate'>> {
  return refuseModel(context, input)
}
