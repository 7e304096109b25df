import type { AuthFactorType } from '@aws-sdk/client-cognito-identity-provider'
import { describeFactors } from '../mfa/user-mfa.ts'
import type { Context, Input, Output } from '../service.ts'
import { firstFactors } from '../sign-in/first-factors.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'

/** How the caller can sign in: the factors of choice-based sign-in, and the second ones. */
export async function getUserAuthFactors(
  input: Input<'GetUserAuthFactors'>,
  context: Context<'GetUserAuthFactors'>,
): Promise<Output<'GetUserAuthFactors'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  const { MFAOptions: _, ...factors } = describeFactors(user)
  const configured = (await firstFactors(context, pool, user)).flatMap((factor): AuthFactorType[] =>
    // The password is one factor, however it is shown.
    factor === 'PASSWORD_SRP' ? [] : [factor],
  )
  return { Username: user.username, ...factors, ConfiguredUserAuthFactors: configured }
}
