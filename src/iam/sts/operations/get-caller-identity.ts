import type { Context, Input, Output } from '../service.ts'

/** Who signed the call; the account's root where signatures are not verified. No policy can deny it, as on AWS. */
export async function getCallerIdentity(
  _input: Input<'GetCallerIdentity'>,
  { caller, accountId }: Context<'GetCallerIdentity'>,
): Promise<Output<'GetCallerIdentity'>> {
  return {
    UserId: caller?.userId ?? accountId,
    Account: accountId,
    Arn: caller?.arn ?? `arn:aws:iam::${accountId}:root`,
  }
}
