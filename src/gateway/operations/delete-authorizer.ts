import { configureApi } from '../configuration/api-changes.ts'
import { requireAuthorizer } from '../configuration/authorizers.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteAuthorizer(
  input: Input<'DeleteAuthorizer'>,
  context: Context<'DeleteAuthorizer'>,
): Promise<Output<'DeleteAuthorizer'>> {
  return configureApi(context, input.ApiId, (draft) => {
    const { name } = requireAuthorizer(context, draft, input.AuthorizerId)
    const users = [...draft.routes.values()].filter((route) => route.authorizerId === input.AuthorizerId)
    if (users.length > 0)
      context.fail(
        'ConflictException',
        `Cannot delete authorizer '${name}', is referenced in route: ${users.map((route) => route.routeKey).join(', ')}`,
      )
    draft.authorizers.delete(input.AuthorizerId)
    return {}
  })
}
