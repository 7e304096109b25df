import { changeApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireStage } from '../configuration/stages.ts'

export async function deleteStage(
  input: Input<'DeleteStage'>,
  context: Context<'DeleteStage'>,
): Promise<Output<'DeleteStage'>> {
  return changeApi(context, input.ApiId, (draft) => {
    requireStage(context, draft, input.StageName)
    draft.stages.delete(input.StageName)
    return {}
  })
}
