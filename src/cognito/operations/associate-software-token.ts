import { checkSoftwareTokens } from '../mfa/pool-mfa.ts'
import { associateToken } from '../mfa/software-tokens.ts'
import { createSession, refuseSession, useSession } from '../sign-in/challenge-sessions.ts'
import { requireSetup } from '../sign-in/mfa-setup.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { refuseUnknownUser } from '../users/users.ts'

/** Gives the user the secret for an authenticator app; an earlier one ends at once, as on AWS. */
export async function associateSoftwareToken(
  input: Input<'AssociateSoftwareToken'>,
  context: Context<'AssociateSoftwareToken'>,
): Promise<Output<'AssociateSoftwareToken'>> {
  const { AccessToken: token, Session: session } = input
  if (token !== undefined && session === undefined) return associateByToken(context, token)
  if (session !== undefined && token === undefined) return associateBySession(context, session)
  return context.fail('InvalidParameterException', 'Either AccessToken or Session is required, and not both.')
}

async function associateByToken(
  context: Context<'AssociateSoftwareToken'>,
  token: string,
): Promise<Output<'AssociateSoftwareToken'>> {
  // This operation's model has no UserNotFoundException.
  const asUser = {
    ...context,
    fail: (_: string, message: string, more?: { detail?: string }) =>
      context.fail('NotAuthorizedException', message, more),
  }
  const { pool, user } = await authenticateAccessToken(asUser, token)
  checkSoftwareTokens(context, pool)
  const associated = (await associateToken(context, user)) ?? refuseUnknownUser(asUser)
  return { SecretCode: associated.secretCode }
}

async function associateBySession(
  context: Context<'AssociateSoftwareToken'>,
  text: string,
): Promise<Output<'AssociateSoftwareToken'>> {
  const { appClient, session, user } = await requireSetup(context, text, 'MFA_SETUP/begun')
  checkSoftwareTokens(context, appClient.pool)
  await useSession(context, appClient, session)
  const associated = (await associateToken(context, user)) ?? refuseSession(context, 'the user was deleted meanwhile')
  return {
    SecretCode: associated.secretCode,
    Session: createSession(context, appClient, associated.user, 'MFA_SETUP/associated'),
  }
}
