import { checkSoftwareTokens } from '../mfa/pool-mfa.ts'
import { confirmToken, useTokenCode } from '../mfa/software-tokens.ts'
import { createSession, useSession } from '../sign-in/challenge-sessions.ts'
import { requireSetup } from '../sign-in/mfa-setup.ts'
import type { Context, Input, Output } from '../service.ts'
import type { UserRecord } from '../store.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'

/**
 * Takes the first code of an authenticator app. With a session the user is asked for one from now on; with an access
 * token only once SetUserMFAPreference says so.
 */
export async function verifySoftwareToken(
  input: Input<'VerifySoftwareToken'>,
  context: Context<'VerifySoftwareToken'>,
): Promise<Output<'VerifySoftwareToken'>> {
  const { AccessToken: token, Session: session } = input
  if (token !== undefined && session === undefined) return verifyByToken(context, input, token)
  if (session !== undefined && token === undefined) return verifyBySession(context, input, session)
  return context.fail('InvalidParameterException', 'Either AccessToken or Session is required, and not both.')
}

type FirstCode = Pick<Input<'VerifySoftwareToken'>, 'UserCode' | 'FriendlyDeviceName'>

async function verifyByToken(
  context: Context<'VerifySoftwareToken'>,
  input: FirstCode,
  token: string,
): Promise<Output<'VerifySoftwareToken'>> {
  const { pool, user } = await authenticateAccessToken(context, token)
  checkSoftwareTokens(context, pool)
  if (!user.mfa?.softwareToken)
    context.fail('SoftwareTokenMFANotFoundException', 'User has not set up software token mfa')
  await checkFirstCode(context, user, input)
  if (!(await confirmToken(context, user, input.FriendlyDeviceName, false)))
    refuseFirstCode(context, 'the token was replaced meanwhile')
  return { Status: 'SUCCESS' }
}

async function verifyBySession(
  context: Context<'VerifySoftwareToken'>,
  input: FirstCode,
  text: string,
): Promise<Output<'VerifySoftwareToken'>> {
  const { appClient, session, user } = await requireSetup(context, text, 'MFA_SETUP/associated')
  checkSoftwareTokens(context, appClient.pool)
  await checkFirstCode(context, user, input)
  await useSession(context, appClient, session)
  const confirmed =
    (await confirmToken(context, user, input.FriendlyDeviceName, true)) ??
    refuseFirstCode(context, 'the token was replaced meanwhile')
  return { Status: 'SUCCESS', Session: createSession(context, appClient, confirmed, 'MFA_SETUP/verified') }
}

async function checkFirstCode(
  context: Context<'VerifySoftwareToken'>,
  user: UserRecord,
  { UserCode }: FirstCode,
): Promise<void> {
  const outcome = await useTokenCode(context, user, UserCode)
  if (outcome !== 'right') refuseFirstCode(context, outcome)
}

function refuseFirstCode(context: Context<'VerifySoftwareToken'>, detail: string): never {
  return context.fail('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA', { detail })
}
