import { changeApi } from '../configuration/api-changes.ts'
import { lookUpLogGroup } from '../configuration/access-log-settings.ts'
import { deployToStages } from '../configuration/deployments.ts'
import type { Context, Input, Output } from '../service.ts'
import { applyStageInput, requireStage, toStage } from '../configuration/stages.ts'

export async function updateStage(
  input: Input<'UpdateStage'>,
  context: Context<'UpdateStage'>,
): Promise<Output<'UpdateStage'>> {
  const checkLogGroup = await lookUpLogGroup(context, input.AccessLogSettings)
  return changeApi(context, input.ApiId, (draft) => {
    const current = requireStage(context, draft, input.StageName)
    const stage = applyStageInput(context, current, input, draft)
    checkLogGroup()
    draft.stages.set(stage.stageName, stage)
    if (stage.autoDeploy && !current.autoDeploy) deployToStages(context, draft, [stage])
    return toStage(requireStage(context, draft, stage.stageName))
  })
}
