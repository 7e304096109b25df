import type { ResourceServerType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { ResourceServerRecord, ResourceServerStore } from '../resource-server-store.ts'
import type { Input } from '../service.ts'
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

/** A resource server as a call gives it, whole. Refuses two scopes of one name with InvalidParameterException. */
export function readResourceServer(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  { Identifier: identifier, Name: name, Scopes: scopes = [] }: Input<'UpdateResourceServer'>,
): ResourceServerRecord {
  const names = scopes.map(({ ScopeName }) => ScopeName)
  const repeated = names.find((each, index) => names.indexOf(each) < index)
  if (repeated !== undefined) context.fail('InvalidParameterException', `The scope ${repeated} is given twice.`)
  return { poolId: pool.id, identifier, name, scopes }
}

/** A resource server as the API shows it. */
export function describeResourceServer(server: ResourceServerRecord): Defined<ResourceServerType> {
  return { UserPoolId: server.poolId, Identifier: server.identifier, Name: server.name, Scopes: server.scopes }
}
