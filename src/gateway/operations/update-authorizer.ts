import { configureApi, readApi } from '../configuration/api-changes.ts'
import { applyAuthorizerInput, checkAuthorizer, requireAuthorizer, toAuthorizer } from '../configuration/authorizers.ts'
import { checkIssuer } from '../configuration/jwt-authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateAuthorizer(
  input: Input<'UpdateAuthorizer'>,
  context: Context<'UpdateAuthorizer'>,
): Promise<Output<'UpdateAuthorizer'>> {
  requireAuthorizer(context, await readApi(context, input.ApiId), input.AuthorizerId)
  if (input.JwtConfiguration?.Issuer !== undefined) await checkIssuer(context, input.JwtConfiguration.Issuer)
  return configureApi(context, input.ApiId, (draft) => {
    const current = requireAuthorizer(context, draft, input.AuthorizerId)
    const authorizer = applyAuthorizerInput(context, current, input)
    checkAuthorizer(context, draft, authorizer)
    draft.authorizers.set(authorizer.authorizerId, authorizer)
    return toAuthorizer(authorizer)
  })
}
