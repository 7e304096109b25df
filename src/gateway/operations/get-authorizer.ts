import { readApi } from '../api-changes.ts'
import { requireAuthorizer, toAuthorizer } from '../authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getAuthorizer(
  input: Input<'GetAuthorizer'>,
  context: Context<'GetAuthorizer'>,
): Promise<Output<'GetAuthorizer'>> {
  const api = await readApi(input.ApiId, context)
  return toAuthorizer(requireAuthorizer(api, input.AuthorizerId, context))
}
