import { requireAppClient } from '../clients/app-client.ts'
import { respond } from '../sign-in/respond-to-auth-challenge.ts'
import type { Context, Input, Output } from '../service.ts'

export async function respondToAuthChallenge(
  input: Input<'RespondToAuthChallenge'>,
  context: Context<'RespondToAuthChallenge'>,
): Promise<Output<'RespondToAuthChallenge'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  return respond(context, appClient, input)
}
