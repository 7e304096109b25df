import type { Fails } from '../../wire/operation.ts'
import type { ClientSettings } from '../store.ts'
import { secondsPer, tokenLifetimes } from '../tokens/token-lifetimes.ts'

type Validity = Pick<
  ClientSettings,
  'AccessTokenValidity' | 'IdTokenValidity' | 'RefreshTokenValidity' | 'TokenValidityUnits'
>

/**
 * Reads the validity members of a client: access and ID tokens live 5 minutes to 24 hours, refresh tokens 60 minutes
 * to 10 years (AWS API reference, CreateUserPoolClient). A refresh token validity of 0, or none, means 30 days and is
 * answered so, in the unit asked for.
 */
export function readTokenValidity(context: Fails<'InvalidParameterException'>, input: Validity): Validity {
  const { AccessTokenValidity, IdTokenValidity, TokenValidityUnits } = input
  const { access, id, refresh } = tokenLifetimes({ settings: input })
  const isTokenLifetime = (seconds: number): boolean => seconds >= 300 && seconds <= secondsPer.days
  if (!isTokenLifetime(access) || !isTokenLifetime(id) || refresh < 3600 || refresh > 3650 * secondsPer.days)
    context.fail('InvalidParameterException', 'Invalid range for token validity.')
  return {
    RefreshTokenValidity: refresh / secondsPer[TokenValidityUnits?.RefreshToken ?? 'days'],
    ...(AccessTokenValidity !== undefined && { AccessTokenValidity }),
    ...(IdTokenValidity !== undefined && { IdTokenValidity }),
    ...(TokenValidityUnits && { TokenValidityUnits }),
  }
}
