import { authenticatePasskeyOwner } from '../passkeys/passkeys.ts'
import { completeRegistration } from '../passkeys/register-passkey.ts'
import type { Context, Input, Output } from '../service.ts'

/** Keeps the passkey that the caller's browser has made for the challenge of StartWebAuthnRegistration. */
export async function completeWebAuthnRegistration(
  input: Input<'CompleteWebAuthnRegistration'>,
  context: Context<'CompleteWebAuthnRegistration'>,
): Promise<Output<'CompleteWebAuthnRegistration'>> {
  const owner = await authenticatePasskeyOwner(context, input.AccessToken)
  await completeRegistration(context, owner, input.Credential)
  return {}
}
