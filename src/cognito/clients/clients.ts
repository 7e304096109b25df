import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'
import type { Vault } from '../../ports/vault.ts'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import { refuseMissingClient } from './app-client.ts'
import { openSecrets } from './client-secrets.ts'
import type { ClientRecord, ClientSecret, ClientStore, PoolRecord } from '../store.ts'

/** The client of this pool that a signed operation names. Refuses with ResourceNotFoundException. */
export async function requireClient(
  context: Fails<'ResourceNotFoundException'> & { readonly store: Pick<ClientStore, 'findClient'> },
  pool: PoolRecord,
  clientId: string,
): Promise<ClientRecord> {
  const client = await context.store.findClient(clientId)
  return client?.poolId === pool.id ? client : refuseMissingClient(context, clientId)
}

/** How often a change is made anew because another one came first, before the caller is asked to slow down. */
const mostAttempts = 10

/**
 * Changes the secrets of a client on its current record and answers them. `change` may run again when another change came first.
 * Refuses as `requireClient` does, and with TooManyRequestsException when the client changes faster than it can be read.
 */
export async function changeSecrets(
  context: Pick<CallContext, 'now'> &
    Fails<'ResourceNotFoundException' | 'TooManyRequestsException'> & {
      readonly store: Pick<ClientStore, 'findClient' | 'replaceClient'>
    },
  pool: PoolRecord,
  clientId: string,
  change: (client: ClientRecord) => readonly ClientSecret[],
): Promise<readonly ClientSecret[]> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const current = await requireClient(context, pool, clientId)
    const secrets = change(current)
    if (await context.store.replaceClient({ ...current, secrets, modifiedAt: context.now })) return secrets
  }
  return context.fail('TooManyRequestsException', 'Too many requests')
}

/** A client as the API shows it, its secret in clear. */
export function describeClient(vault: Vault, client: ClientRecord): Defined<UserPoolClientType> {
  const [secret] = openSecrets(vault, client)
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
