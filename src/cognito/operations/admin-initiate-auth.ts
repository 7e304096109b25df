import { requireClient } from '../clients/clients.ts'
import { initiate } from '../sign-in/initiate-auth.ts'
import { requirePool } from '../pools/pools.ts'
import { beginningCall, toldWhereabouts } from '../threat-protection/sign-in-call.ts'
import { watchSignIn } from '../threat-protection/watch-sign-in.ts'
import type { Context, Input, Output } from '../service.ts'

export async function adminInitiateAuth(
  input: Input<'AdminInitiateAuth'>,
  context: Context<'AdminInitiateAuth'>,
): Promise<Output<'AdminInitiateAuth'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const client = await requireClient(context, pool, input.ClientId)
  const call = beginningCall(input, toldWhereabouts(context, input.ContextData))
  return watchSignIn(context, { pool, client }, call, (watched) => initiate(context, watched, input, 'admin'))
}
