import { readApi } from '../configuration/api-changes.ts'
import { requireAuthorizer, toAuthorizer } from '../configuration/authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getAuthorizer(
  input: Input<'GetAuthorizer'>,
  context: Context<'GetAuthorizer'>,
): Promise<Output<'GetAuthorizer'>> {
  const api = await readApi(context, input.ApiId)
  return toAuthorizer(requireAuthorizer(context, api, input.AuthorizerId))
}
