import { authenticatePasskeyOwner } from '../passkeys/passkeys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteWebAuthnCredential(
  input: Input<'DeleteWebAuthnCredential'>,
  context: Context<'DeleteWebAuthnCredential'>,
): Promise<Output<'DeleteWebAuthnCredential'>> {
  const { pool, user } = await authenticatePasskeyOwner(context, input.AccessToken)
  const { CredentialId: id } = input
  // No id holds a NUL, which PostgreSQL would choke on.
  const deleted = !id.includes('\0') && (await context.store.deletePasskey(pool.id, user.sub, id))
  if (!deleted) context.fail('ResourceNotFoundException', 'The passkey does not exist.')
  return {}
}
