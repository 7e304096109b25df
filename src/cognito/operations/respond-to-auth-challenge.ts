import { requireAppClient } from '../clients/app-client.ts'
import { respond } from '../sign-in/respond-to-auth-challenge.ts'
import { clientWhereabouts, respondingCall } from '../threat-protection/sign-in-call.ts'
import { watchSignIn } from '../threat-protection/watch-sign-in.ts'
import type { Context, Input, Output } from '../service.ts'

export async function respondToAuthChallenge(
  input: Input<'RespondToAuthChallenge'>,
  context: Context<'RespondToAuthChallenge'>,
): Promise<Output<'RespondToAuthChallenge'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  const call = respondingCall(input, clientWhereabouts(context, appClient, input.UserContextData))
  return watchSignIn(context, appClient, call, (watched) => respond(context, watched, input, 'public'))
}
