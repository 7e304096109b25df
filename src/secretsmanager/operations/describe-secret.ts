import { describeSecret as describe, labelsOf } from '../secrets/descriptions.ts'
import { requireSecret } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

/** A secret that is marked for deletion, too. */
export async function describeSecret(
  { SecretId }: Input<'DescribeSecret'>,
  context: Context<'DescribeSecret'>,
): Promise<Output<'DescribeSecret'>> {
  const secret = await requireSecret(context, SecretId)
  const labels = labelsOf(secret)
  return { ...describe(context, secret), ...(labels && { VersionIdsToStages: labels }) }
}
