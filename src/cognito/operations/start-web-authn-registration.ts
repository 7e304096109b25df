import { authenticatePasskeyOwner } from '../passkeys/passkeys.ts'
import { startRegistration } from '../passkeys/register-passkey.ts'
import type { Context, Input, Output } from '../service.ts'

/** What the caller's browser has to be asked for to make a passkey. */
export async function startWebAuthnRegistration(
  input: Input<'StartWebAuthnRegistration'>,
  context: Context<'StartWebAuthnRegistration'>,
): Promise<Output<'StartWebAuthnRegistration'>> {
  const owner = await authenticatePasskeyOwner(context, input.AccessToken)
  return { CredentialCreationOptions: await startRegistration(context, owner) }
}
