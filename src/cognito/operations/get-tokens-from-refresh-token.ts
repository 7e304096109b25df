import { checkClientSecret, requireAppClient } from '../clients/app-client.ts'
import { requireRefreshToken } from '../tokens/refresh-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import { refresh, rotate, rotatesRefreshTokens } from '../tokens/token-refresh.ts'

export async function getTokensFromRefreshToken(
  input: Input<'GetTokensFromRefreshToken'>,
  context: Context<'GetTokensFromRefreshToken'>,
): Promise<Output<'GetTokensFromRefreshToken'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  checkClientSecret(context, appClient.client, input.ClientSecret)
  const known = await requireRefreshToken(context, appClient, input.RefreshToken, input.DeviceKey)
  const issue = rotatesRefreshTokens(appClient.client) ? rotate : refresh
  return { AuthenticationResult: await issue(context, appClient, known, input.ClientMetadata) }
}
