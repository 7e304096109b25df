import { checkClientSecret, requireAppClient } from '../clients/app-client.ts'
import { refuseRefreshToken, requireRefreshToken } from '../tokens/refresh-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import { refresh, rotate, rotatesRefreshTokens } from '../tokens/token-refresh.ts'

export async function getTokensFromRefreshToken(
  input: Input<'GetTokensFromRefreshToken'>,
  context: Context<'GetTokensFromRefreshToken'>,
): Promise<Output<'GetTokensFromRefreshToken'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  checkClientSecret(context, appClient.client, input.ClientSecret)
  if (input.DeviceKey !== undefined) refuseRefreshToken(context, 'devices are not remembered')
  const known = await requireRefreshToken(context, appClient, input.RefreshToken)
  const issue = rotatesRefreshTokens(appClient.client) ? rotate : refresh
  return { AuthenticationResult: await issue(context, appClient, known, input.ClientMetadata) }
}
