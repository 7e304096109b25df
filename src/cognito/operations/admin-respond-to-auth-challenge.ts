import { requireClient } from '../clients/clients.ts'
import { respond } from '../sign-in/respond-to-auth-challenge.ts'
import { requirePool } from '../pools/pools.ts'
import { respondingCall, toldWhereabouts } from '../threat-protection/sign-in-call.ts'
import { watchSignIn } from '../threat-protection/watch-sign-in.ts'
import type { Context, Input, Output } from '../service.ts'

export async function adminRespondToAuthChallenge(
  input: Input<'AdminRespondToAuthChallenge'>,
  context: Context<'AdminRespondToAuthChallenge'>,
): Promise<Output<'AdminRespondToAuthChallenge'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  const call = respondingCall(input, toldWhereabouts(context, input.ContextData))
  return watchSignIn(context, { pool, client }, call, (watched) => respond(context, watched, input, 'admin'))
}
