import { changeApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireStage } from '../configuration/stages.ts'

export async function deleteAccessLogSettings(
  input: Input<'DeleteAccessLogSettings'>,
  context: Context<'DeleteAccessLogSettings'>,
): Promise<Output<'DeleteAccessLogSettings'>> {
  return changeApi(context, input.ApiId, (draft) => {
    const { accessLogSettings: removed, ...stage } = requireStage(context, draft, input.StageName)
    if (removed) draft.stages.set(stage.stageName, { ...stage, updatedAt: context.now })
    return {}
  })
}
