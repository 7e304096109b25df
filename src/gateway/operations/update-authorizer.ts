import { configureApi, readApi } from '../api-changes.ts'
import { applyAuthorizerInput, checkIssuer, requireAuthorizer, toAuthorizer } from '../authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateAuthorizer(
  input: Input<'UpdateAuthorizer'>,
  context: Context<'UpdateAuthorizer'>,
): Promise<Output<'UpdateAuthorizer'>> {
  requireAuthorizer(await readApi(input.ApiId, context), input.AuthorizerId, context)
  if (input.JwtConfiguration?.Issuer !== undefined) await checkIssuer(input.JwtConfiguration.Issuer, context)
  return configureApi(input.ApiId, context, (draft) => {
    const current = requireAuthorizer(draft, input.AuthorizerId, context)
    const authorizer = applyAuthorizerInput(current, input, context)
    draft.authorizers.set(authorizer.authorizerId, authorizer)
    return toAuthorizer(authorizer)
  })
}
