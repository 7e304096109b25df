import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'
import type { Vault } from '../../ports/vault.ts'
import type { Defined, Fails } from '../../wire/operation.ts'
import { openClientSecret, refuseMissingClient } from './app-client.ts'
import type { ClientRecord, ClientStore, PoolRecord } from '../store.ts'

/** The client of this pool that a signed operation names. Refuses with ResourceNotFoundException. */
export async function requireClient(
  context: Fails<'ResourceNotFoundException'> & { readonly store: Pick<ClientStore, 'findClient'> },
  pool: PoolRecord,
  clientId: string,
): Promise<ClientRecord> {
  const client = await context.store.findClient(clientId)
  return client?.poolId === pool.id ? client : refuseMissingClient(context, clientId)
}

/** A client as the API shows it, its secret in clear. */
export function describeClient(vault: Vault, client: ClientRecord): Defined<UserPoolClientType> {
  const secret = openClientSecret(vault, client)
  return {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ...(secret !== undefined && { ClientSecret: secret }),
    LastModifiedDate: client.modifiedAt,
    CreationDate: client.createdAt,
    ...client.settings,
  }
}
