import { readApi } from '../configuration/api-changes.ts'
import { pageOf, writePage } from '../configuration/pages.ts'
import { toAuthorizer } from '../configuration/authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getAuthorizers(
  input: Input<'GetAuthorizers'>,
  context: Context<'GetAuthorizers'>,
): Promise<Output<'GetAuthorizers'>> {
  const api = await readApi(context, input.ApiId)
  return writePage(pageOf(context, api.authorizers, input), toAuthorizer)
}
