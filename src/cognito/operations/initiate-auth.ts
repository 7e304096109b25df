import { requireAppClient } from '../clients/app-client.ts'
import { initiate } from '../sign-in/initiate-auth.ts'
import type { Context, Input, Output } from '../service.ts'

export async function initiateAuth(
  input: Input<'InitiateAuth'>,
  context: Context<'InitiateAuth'>,
): Promise<Output<'InitiateAuth'>> {
  const appClient = await requireAppClient(context, input.ClientId)
  return initiate(context, appClient, input, 'public')
}
