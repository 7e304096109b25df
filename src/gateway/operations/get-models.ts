import { readApi } from '../configuration/api-changes.ts'
import { readPage } from '../configuration/pages.ts'
import type { Context, Input, Output } from '../service.ts'

/** An HTTP API has none. */
export async function getModels(
  input: Input<'GetModels'>,
  context: Context<'GetModels'>,
): Promise<Output<'GetModels'>> {
  await readApi(context, input.ApiId)
  readPage(context, input)
  return { Items: [] }
}
