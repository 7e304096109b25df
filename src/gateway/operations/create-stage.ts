import { changeApi } from '../api-changes.ts'
import { deployToStages } from '../deployments.ts'
import { checkQuota } from '../quotas.ts'
import type { Context, Input, Output } from '../service.ts'
import { applyStageInput, newStage, requireStage, toStage } from '../stages.ts'
import { checkTags } from '../tags.ts'

export async function createStage(
  input: Input<'CreateStage'>,
  context: Context<'CreateStage'>,
): Promise<Output<'CreateStage'>> {
  const tags = input.Tags ?? {}
  checkTags(tags, context)
  return changeApi(input.ApiId, context, (draft) => {
    const blank = { ...newStage(input.StageName, context), tags }
    const stage = applyStageInput(blank, input, draft, context)
    if (draft.stages.has(stage.stageName)) context.fail('ConflictException', 'Stage already exists')
    draft.stages.set(stage.stageName, stage)
    checkQuota('Stages', draft.stages.size, 'API', context)
    if (stage.autoDeploy) deployToStages(draft, [stage], context)
    return toStage(requireStage(draft, stage.stageName, context))
  })
}
