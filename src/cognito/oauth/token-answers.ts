import type { createTokens } from '../tokens/tokens.ts'
import type { TokenAnswer } from './token.ts'

type Tokens = Awaited<ReturnType<typeof createTokens>>

/** Tokens as an app gets them. */
export function toTokenAnswer(tokens: Tokens, refreshToken: string | undefined): TokenAnswer {
  return {
    ...(tokens.IdToken !== undefined && { id_token: tokens.IdToken }),
    access_token: tokens.AccessToken ?? '',
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: tokens.ExpiresIn ?? 0,
    token_type: 'Bearer',
  }
}
