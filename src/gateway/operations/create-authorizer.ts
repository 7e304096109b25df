import { configureApi, readApi } from '../api-changes.ts'
import { applyAuthorizerInput, checkIssuer, toAuthorizer } from '../authorizers.ts'
import { newId } from '../ids.ts'
import { checkQuota } from '../quotas.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createAuthorizer(
  input: Input<'CreateAuthorizer'>,
  context: Context<'CreateAuthorizer'>,
): Promise<Output<'CreateAuthorizer'>> {
  await readApi(input.ApiId, context)
  const settings = applyAuthorizerInput(blank, input, context)
  await checkIssuer(settings.jwtConfiguration.issuer, context)
  return configureApi(input.ApiId, context, (draft) => {
    const authorizer = { ...settings, authorizerId: newId('authorizer', context.random, draft.authorizers) }
    draft.authorizers.set(authorizer.authorizerId, authorizer)
    checkQuota('Authorizers', draft.authorizers.size, 'API', context)
    return toAuthorizer(authorizer)
  })
}

const blank = {
  authorizerId: '',
  name: '',
  authorizerType: 'JWT',
  identitySource: '',
  jwtConfiguration: { issuer: '', audience: [] },
} as const
