import { changeApi } from '../api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireStage } from '../stages.ts'

export async function deleteStage(
  input: Input<'DeleteStage'>,
  context: Context<'DeleteStage'>,
): Promise<Output<'DeleteStage'>> {
  return changeApi(input.ApiId, context, (draft) => {
    requireStage(draft, input.StageName, context)
    draft.stages.delete(input.StageName)
    return {}
  })
}
