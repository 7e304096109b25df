import { changeApi } from '../configuration/api-changes.ts'
import { requireStage } from '../configuration/stages.ts'
import type { Context, Input, Output } from '../service.ts'

/** What REQUEST authorizers answered is remembered with what the stage serves, which every node takes up anew: it is another record. */
export async function resetAuthorizersCache(
  input: Input<'ResetAuthorizersCache'>,
  context: Context<'ResetAuthorizersCache'>,
): Promise<Output<'ResetAuthorizersCache'>> {
  await changeApi(context, input.ApiId, ({ stages }) => {
    const stage = requireStage(context, { stages }, input.StageName)
    stages.set(stage.stageName, { ...stage })
  })
  return {}
}
