import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'

/** The older way to switch MFA by SMS; without SMS it can only be switched off. */
export async function setUserSettings(
  input: Input<'SetUserSettings'>,
  context: Context<'SetUserSettings'>,
): Promise<Output<'SetUserSettings'>> {
  await authenticateAccessToken(context, input.AccessToken)
  if (input.MFAOptions.length > 0) refuseUnimplemented(context, 'MFAOptions')
  return {}
}
