import { readApi } from '../configuration/api-changes.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'
import { toStage } from '../configuration/stages.ts'

export async function getStages(
  input: Input<'GetStages'>,
  context: Context<'GetStages'>,
): Promise<Output<'GetStages'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.stages, input), toStage)
}
