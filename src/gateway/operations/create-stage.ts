import { changeApi } from '../configuration/api-changes.ts'
import { lookUpLogGroup } from '../configuration/access-log-settings.ts'
import { deployToStages } from '../configuration/deployments.ts'
import { checkQuota } from '../configuration/quotas.ts'
import type { Context, Input, Output } from '../service.ts'
import { applyStageInput, newStage, requireStage, toStage } from '../configuration/stages.ts'
import { checkTags } from '../configuration/tags.ts'

export async function createStage(
  input: Input<'CreateStage'>,
  context: Context<'CreateStage'>,
): Promise<Output<'CreateStage'>> {
  const tags = input.Tags ?? {}
  checkTags(context, tags)
  const checkLogGroup = await lookUpLogGroup(context, input.AccessLogSettings)
  return changeApi(context, input.ApiId, (draft) => {
    const blank = { ...newStage(context, input.StageName), tags }
    const stage = applyStageInput(context, blank, input, draft)
    if (draft.stages.has(stage.stageName)) context.fail('ConflictException', 'Stage already exists')
    checkLogGroup()
    draft.stages.set(stage.stageName, stage)
    checkQuota(context, 'Stages', draft.stages.size, 'API')
    if (stage.autoDeploy) deployToStages(context, draft, [stage])
    return toStage(requireStage(context, draft, stage.stageName))
  })
}
