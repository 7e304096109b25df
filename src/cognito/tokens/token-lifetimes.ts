import type { ClientRecord } from '../store.ts'

/** How long the tokens of a client are valid, in seconds. */
export interface TokenLifetimes {
  readonly id: number
  readonly access: number
  readonly refresh: number
}

export const secondsPer = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const

/**
 * A client's token validity (AWS API reference, CreateUserPoolClient): ID and access tokens count in hours unless
 * TokenValidityUnits says otherwise and last an hour by default, refresh tokens in days and 30 of them.
 */
export function tokenLifetimes(client: Pick<ClientRecord, 'settings'>): TokenLifetimes {
  const { IdTokenValidity, AccessTokenValidity, RefreshTokenValidity, TokenValidityUnits: units } = client.settings
  return {
    id: (IdTokenValidity || 0) * secondsPer[units?.IdToken ?? 'hours'] || 3600,
    access: (AccessTokenValidity || 0) * secondsPer[units?.AccessToken ?? 'hours'] || 3600,
    refresh: (RefreshTokenValidity || 0) * secondsPer[units?.RefreshToken ?? 'days'] || 30 * 86_400,
  }
}
