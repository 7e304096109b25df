import { readApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireStage, toStage } from '../configuration/stages.ts'

export async function getStage(input: Input<'GetStage'>, context: Context<'GetStage'>): Promise<Output<'GetStage'>> {
  const api = await readApi(context, input.ApiId)
  return toStage(requireStage(context, api, input.StageName))
}
