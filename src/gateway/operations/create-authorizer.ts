import { configureApi, readApi } from '../configuration/api-changes.ts'
import { applyAuthorizerInput, checkAuthorizer, toAuthorizer } from '../configuration/authorizers.ts'
import { checkIssuer } from '../configuration/jwt-authorizers.ts'
import { newId } from '../configuration/ids.ts'
import { checkQuota } from '../configuration/quotas.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createAuthorizer(
  input: Input<'CreateAuthorizer'>,
  context: Context<'CreateAuthorizer'>,
): Promise<Output<'CreateAuthorizer'>> {
  await readApi(context, input.ApiId)
  const settings = applyAuthorizerInput(context, undefined, input)
  if (settings.authorizerType === 'JWT') await checkIssuer(context, settings.jwtConfiguration.issuer)
  return configureApi(context, input.ApiId, (draft) => {
    const authorizer = { ...settings, authorizerId: newId('authorizer', context.random, draft.authorizers) }
    checkAuthorizer(context, draft, authorizer)
    draft.authorizers.set(authorizer.authorizerId, authorizer)
    checkQuota(context, 'Authorizers', draft.authorizers.size, 'API')
    return toAuthorizer(authorizer)
  })
}
