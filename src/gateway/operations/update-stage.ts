import { changeApi } from '../api-changes.ts'
import { deployToStages } from '../deployments.ts'
import type { Context, Input, Output } from '../service.ts'
import { applyStageInput, requireStage, toStage } from '../stages.ts'

export async function updateStage(
  input: Input<'UpdateStage'>,
  context: Context<'UpdateStage'>,
): Promise<Output<'UpdateStage'>> {
  return changeApi(input.ApiId, context, (draft) => {
    const current = requireStage(draft, input.StageName, context)
    const stage = applyStageInput(current, input, draft, context)
    draft.stages.set(stage.stageName, stage)
    if (stage.autoDeploy && !current.autoDeploy) deployToStages(draft, [stage], context)
    return toStage(requireStage(draft, stage.stageName, context))
  })
}
