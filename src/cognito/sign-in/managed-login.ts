import { type AppClient, requireAppClient } from '../clients/app-client.ts'
import type { CognitoIdp } from '../service.ts'
import { beginningCall, clientWhereabouts, respondingCall } from '../threat-protection/sign-in-call.ts'
import { watchSignIn } from '../threat-protection/watch-sign-in.ts'
import { initiate } from './initiate-auth.ts'
import { respond } from './respond-to-auth-challenge.ts'

/**
 * InitiateAuth and RespondToAuthChallenge as the pages of a domain call them: with every check of a sign-in but the client's
 * ExplicitAuthFlows, and without tokens at the end. Who has passed is handed over; the AuthenticationResult is empty then.
 */
export function managedLoginOperations(
  handOver: NonNullable<AppClient['handOver']>,
): Pick<CognitoIdp, 'InitiateAuth' | 'RespondToAuthChallenge'> {
  return {
    InitiateAuth: async (input, context) => {
      const appClient = { ...(await requireAppClient(context, input.ClientId)), handOver }
      const call = beginningCall(input, clientWhereabouts(context, appClient, undefined))
      return watchSignIn(context, appClient, call, (watched) => initiate(context, watched, input, 'managed-login'))
    },
    RespondToAuthChallenge: async (input, context) => {
      const appClient = { ...(await requireAppClient(context, input.ClientId)), handOver }
      const call = respondingCall(input, clientWhereabouts(context, appClient, undefined))
      return watchSignIn(context, appClient, call, (watched) => respond(context, watched, input, 'managed-login'))
    },
  }
}
