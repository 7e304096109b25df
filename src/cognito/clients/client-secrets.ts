import type { ClientSecretDescriptorType } from '@aws-sdk/client-cognito-identity-provider'
import { lowerAlphanumeric, type Random } from '../../ports/random.ts'
import type { Vault } from '../../ports/vault.ts'
import type { CallContext, Defined } from '../../wire/operation.ts'
import type { ClientRecord, ClientSecret } from '../store.ts'

/** A secret as the service makes one up. */
export function generateSecret(random: Random): string {
  return random.text(52, lowerAlphanumeric)
}

/** The purpose under which the vault seals the secrets of this client. */
function purposeOf(clientId: string): string {
  return `client-secret/${clientId}`
}

/** A secret of a client beside `others`; its id is `<client id>--<epoch milliseconds>` (API reference, ClientSecretDescriptorType). */
export function sealSecret(
  { vault, now }: Pick<CallContext, 'now'> & { readonly vault: Vault },
  clientId: string,
  value: string,
  others: readonly ClientSecret[] = [],
): ClientSecret {
  let epoch = now.getTime()
  const idOf = (): string => `${clientId}--${epoch}`
  while (others.some(({ id }) => id === idOf())) epoch++
  return { id: idOf(), sealed: vault.seal(value, purposeOf(clientId)), createdAt: now }
}

/** The secrets of a client in clear, each of which will do; none for a public client. */
export function openSecrets(vault: Vault, { id, secrets = [] }: ClientRecord): string[] {
  return secrets.map(({ sealed }) => vault.open(sealed, purposeOf(id)).toString())
}

/** A secret as the API lists it, without its value. */
export function describeSecret({ id, createdAt }: ClientSecret): Defined<ClientSecretDescriptorType> {
  return { ClientSecretId: id, ClientSecretCreateDate: createdAt }
}
