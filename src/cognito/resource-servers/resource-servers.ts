import type { ResourceServerType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { ResourceServerRecord, ResourceServerStore } from '../resource-server-store.ts'
import type { PoolRecord } from '../store.ts'

type Finds = Fails<'ResourceNotFoundException'> & { readonly store: Pick<ResourceServerStore, 'findResourceServer'> }

/** The resource server of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireResourceServer(
  context: Finds,
  pool: PoolRecord,
  identifier: string,
): Promise<ResourceServerRecord> {
  return (
    (await context.store.findResourceServer(pool.id, identifier)) ?? refuseMissingResourceServer(context, identifier)
  )
}

export function refuseMissingResourceServer(context: Fails<'ResourceNotFoundException'>, identifier: string): never {
  return context.fail('ResourceNotFoundException', `Resource server ${identifier} does not exist.`)
}

/** The scopes as a call gives them. Refuses two of one name with InvalidParameterException. */
export function readScopes(
  context: Fails<'InvalidParameterException'>,
  scopes: ResourceServerRecord['scopes'] = [],
): ResourceServerRecord['scopes'] {
  const names = scopes.map(({ ScopeName }) => ScopeName)
  const repeated = names.find((name, index) => names.indexOf(name) < index)
  if (repeated !== undefined) context.fail('InvalidParameterException', `The scope ${repeated} is given twice.`)
  return scopes
}

/** A resource server as the API shows it. */
export function describeResourceServer(server: ResourceServerRecord): Defined<ResourceServerType> {
  return { UserPoolId: server.poolId, Identifier: server.identifier, Name: server.name, Scopes: server.scopes }
}
