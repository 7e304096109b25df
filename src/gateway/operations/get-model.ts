import { refuseModel } from '../configuration/models.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getModel(input: Input<'GetModel'>, context: Context<'GetModel'>): Promise<Output<'GetModel'>> {
  return refuseModel(context, input)
}
