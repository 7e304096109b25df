import type { Fails } from '../../wire/operation.ts'
import type { ResourceServerStore } from '../resource-server-store.ts'
import type { PoolRecord } from '../store.ts'

/** The scopes of every pool (developer guide, "Scopes, M2M, and API authorization"). */
export const userScopes: readonly string[] = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin']

type Finds = { readonly store: Pick<ResourceServerStore, 'findResourceServer'> }

/**
 * Refuses scopes that neither every pool has nor a resource server of this one defines with ScopeDoesNotExistException.
 */
export async function checkScopes(
  context: Finds & Fails<'ScopeDoesNotExistException'>,
  pool: PoolRecord,
  scopes: readonly string[] = [],
): Promise<void> {
  const missing = await findMissingScope(context, pool, scopes)
  if (missing !== undefined) context.fail('ScopeDoesNotExistException', `Scope ${missing} does not exist.`)
}

/** The first of these scopes that does not exist. */
export async function findMissingScope(
  context: Finds,
  pool: PoolRecord,
  scopes: readonly string[],
): Promise<string | undefined> {
  for (const scope of scopes)
    if (!userScopes.includes(scope) && !(await isCustomScope(context, pool, scope))) return scope
  return undefined
}

/** `<identifier>/<ScopeName>`: identifiers may hold slashes, names of scopes cannot. */
async function isCustomScope({ store }: Finds, pool: PoolRecord, scope: string): Promise<boolean> {
  const slash = scope.lastIndexOf('/')
  if (slash < 1) return false
  const server = await store.findResourceServer(pool.id, scope.slice(0, slash))
  return server?.scopes.some(({ ScopeName }) => ScopeName === scope.slice(slash + 1)) ?? false
}
