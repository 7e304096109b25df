import { readPageToken, writePageToken } from '../page-tokens.ts'
import { authenticatePasskeyOwner, describePasskey, mostPasskeys } from '../passkeys/passkeys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listWebAuthnCredentials(
  input: Input<'ListWebAuthnCredentials'>,
  context: Context<'ListWebAuthnCredentials'>,
): Promise<Output<'ListWebAuthnCredentials'>> {
  const { pool, user } = await authenticatePasskeyOwner(context, input.AccessToken)
  const page = await context.store.listPasskeys(pool.id, user.sub, {
    limit: input.MaxResults || mostPasskeys,
    ...readPageToken(context, input.NextToken),
  })
  return { Credentials: page.items.map(describePasskey), ...writePageToken(page) }
}
