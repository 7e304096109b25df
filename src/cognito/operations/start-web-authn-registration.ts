import { authenticatePasskeyOwner, creationOptions, passkeysOf } from '../passkeys/passkeys.ts'
import { createRegistrationChallenge } from '../passkeys/registration-challenges.ts'
import { checkPasskeys, findRelyingParty } from '../passkeys/relying-party.ts'
import type { Context, Input, Output } from '../service.ts'

/** What the caller's browser has to be asked for to make a passkey. */
export async function startWebAuthnRegistration(
  input: Input<'StartWebAuthnRegistration'>,
  context: Context<'StartWebAuthnRegistration'>,
): Promise<Output<'StartWebAuthnRegistration'>> {
  const caller = await authenticatePasskeyOwner(context, input.AccessToken)
  const { pool, user } = caller
  checkPasskeys(context, pool)
  const relyingPartyId =
    (await findRelyingParty(context, pool)) ??
    context.fail('WebAuthnConfigurationMissingException', 'The user pool has neither a relying party ID nor a domain.')
  const challenge = createRegistrationChallenge(context, caller, user)
  const passkeys = await passkeysOf(context, user)
  return { CredentialCreationOptions: creationOptions(pool, user, { relyingPartyId, challenge, passkeys }) }
}
