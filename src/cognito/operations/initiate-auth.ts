import { requireAppClient } from '../clients/app-client.ts'
import { initiate } from '../sign-in/initiate-auth.ts'
import { beginningCall, clientWhereabouts } from '../threat-protection/sign-in-call.ts'
import { watchSignIn } from '../threat-protection/watch-sign-in.ts'
import type { Context, Input, Output } from '../service.ts'

export async function initiateAuth(
  input: Input<'InitiateAuth'>,
  context: Context<'InitiateAuth'>,
): Promise<Output<'InitiateAuth'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  const call = beginningCall(input, clientWhereabouts(context, appClient, input.UserContextData))
  return watchSignIn(context, appClient, call, (watched) => initiate(context, watched, input, 'public'))
}
