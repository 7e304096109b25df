import { readApi } from '../configuration/api-changes.ts'
import { requireStage } from '../configuration/stages.ts'
import type { Context, Input, Output } from '../service.ts'

/** What REQUEST authorizers answered is remembered with what the stage serves, which is taken up anew. */
export async function resetAuthorizersCache(
  input: Input<'ResetAuthorizersCache'>,
  context: Context<'ResetAuthorizersCache'>,
): Promise<Output<'ResetAuthorizersCache'>> {
  requireStage(context, await readApi(context, input.ApiId), input.StageName)
  await context.deployed(input.ApiId)
  return {}
}
