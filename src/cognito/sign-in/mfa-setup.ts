import type { CallContext, Fails } from '../../wire/operation.ts'
import { type AppClient, requireAppClient } from '../clients/app-client.ts'
import { type AuthParameters, findParameter, requireParameter } from './auth-parameters.ts'
import {
  clientOfSession,
  refuseSession,
  requireSession,
  requireSessionUser,
  resumeOn,
  type SessionOfUser,
  useSession,
} from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
import { giveTokens, type SignInStep } from './finish-sign-in.ts'
import { answerEmailSetup } from './message-mfa.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/*
 * MFA_SETUP (AWS API reference, AssociateSoftwareToken, VerifySoftwareToken, RespondToAuthChallenge): the session of the
 * challenge is exchanged for a secret, that one for a first code, and the last one for tokens.
 */

/** Whose session it is. Calls that bring nothing else find client and user by it alone. */
export async function requireSetup(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'vault'> & Fails<'NotAuthorizedException'>,
  text: string,
  challenge: 'MFA_SETUP/begun' | 'MFA_SETUP/associated',
): Promise<SessionOfUser & { readonly appClient: AppClient & Pick<SigningIn, 'device'> }> {
  const gone = { ...context, fail: (_: string, message: string): never => refuseSession(context, message) }
  const appClient = await requireAppClient(gone, clientOfSession(context, text))
  const found = await requireSession(context, appClient, challenge, text)
  return { appClient: resumeOn(appClient, found.session), ...found }
}

/** Takes the answer to MFA_SETUP: the session that VerifySoftwareToken gave, or an e-mail address with the first one. */
export async function answerMfaSetup(
  context: Pick<CallContext, 'now'> &
    Cognito &
    Fails<StepFailure | 'InvalidParameterException' | 'CodeMismatchException' | 'AliasExistsException'>,
  appClient: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  // Amplify says EMAIL, the developer guide email.
  const email = findParameter(responses, 'EMAIL') ?? findParameter(responses, 'email')
  if (email !== undefined) return answerEmailSetup(context, appClient, sessionText, responses, email)
  const name = requireParameter(context, responses, 'USERNAME')
  const { session, user } = await requireSessionUser(context, appClient, 'MFA_SETUP/verified', sessionText, name)
  await useSession(context, appClient, session)
  return giveTokens(context, resumeOn(appClient, session), user)
}
