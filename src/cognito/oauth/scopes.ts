import type { AppClient } from '../clients/app-client.ts'
import { findMissingScope } from '../resource-servers/custom-scopes.ts'
import type { ResourceServerStore } from '../resource-server-store.ts'

type Finds = { readonly store: Pick<ResourceServerStore, 'findResourceServer'> }

/** Scopes that say what of the user the client is told, which it asks for by `openid`. */
export const claimScopes: readonly string[] = ['email', 'phone', 'profile']

/**
 * The scopes of a request (RFC 6749 section 3.3): what it asks for, or all that the client may have; or why they are refused.
 * A scope that was deleted since the client was allowed it is nobody's.
 */
export async function readScopes(
  context: Finds,
  { pool, client }: AppClient,
  given: string | undefined,
): Promise<{ readonly granted: readonly string[] } | { readonly refused: string }> {
  const allowed = client.settings.AllowedOAuthScopes ?? []
  const asked = new Set((given ?? '').split(' ').filter((scope) => scope !== ''))
  const scopes = asked.size > 0 ? [...asked] : allowed
  const foreign = scopes.find((scope) => !allowed.includes(scope))
  if (foreign !== undefined) return { refused: `the client may not have the scope ${foreign}` }
  const missing = await findMissingScope(context, pool, scopes)
  if (missing !== undefined) return { refused: `the scope ${missing} exists no more` }
  if (asked.size > 0 && !asked.has('openid') && claimScopes.some((scope) => asked.has(scope)))
    return { refused: 'email, phone and profile are given with openid only' }
  return { granted: scopes }
}
