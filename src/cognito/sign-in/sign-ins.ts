import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { createDeviceMetadata, tracksDevices } from '../devices/devices.ts'
import type { DeviceRecord } from '../device-store.ts'
import { createRefreshToken, hashRefreshToken } from '../tokens/refresh-tokens.ts'
import type { UserRecord } from '../store.ts'
import { tokenLifetimes } from '../tokens/token-lifetimes.ts'
import { createTokens } from '../tokens/tokens.ts'
import type { InvokesTriggers } from '../triggers/invoke-trigger.ts'
import type { TokenOccasion } from '../triggers/pre-token-generation.ts'
import type { SignInRecord } from '../user-store.ts'
import type { SigningIn } from './signing-in.ts'

/** An access token made with the last use of a refresh token outlives it by at most this (its longest validity). */
export const longestAccessSeconds = 86_400

/**
 * Signs a user in who has passed every challenge: remembers the sign-in and answers its tokens, bound to the device.
 * Refuses with NotAuthorizedException when the user was deleted or disabled meanwhile.
 */
export async function signIn(
  context: Pick<CallContext, 'now'> &
    Pick<Cognito, 'store' | 'random' | 'vault' | 'signingKeys'> &
    InvokesTriggers &
    Fails<'NotAuthorizedException'>,
  appClient: SigningIn,
  user: UserRecord,
  { source, device }: { readonly source: TokenOccasion['source']; readonly device?: DeviceRecord | undefined },
): Promise<Defined<AuthenticationResultType>> {
  const { pool, client } = appClient
  const token = createRefreshToken(context.random)
  const refreshEnd = context.now.getTime() + tokenLifetimes(client).refresh * 1000
  const newDevice = device || !tracksDevices(appClient) ? undefined : createDeviceMetadata(context, pool, user)
  const deviceKey = device?.key ?? newDevice?.DeviceKey
  const record: SignInRecord = {
    id: appClient.attempt?.id ?? context.random.uuid(),
    poolId: pool.id,
    sub: user.sub,
    clientId: client.id,
    ...(deviceKey !== undefined && { deviceKey }),
    originJti: context.random.uuid(),
    authenticatedAt: context.now,
    revoked: false,
    expiresAt: new Date(refreshEnd + longestAccessSeconds * 1000),
  }
  const remembered = await context.store.insertSignIn(record, {
    hash: hashRefreshToken(token),
    poolId: pool.id,
    signInId: record.id,
    expiresAt: new Date(refreshEnd),
  })
  if (!remembered)
    context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: 'the user was deleted or disabled meanwhile',
    })
  const occasion = { source, clientMetadata: appClient.clientMetadata }
  return {
    ...(await createTokens(context, appClient, user, record, occasion)),
    RefreshToken: token,
    ...(newDevice && { NewDeviceMetadata: newDevice }),
  }
}
