import { refuseMissingGroup } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

/** API reference, PutRetentionPolicy: the days that there are. */
const days = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

export async function putRetentionPolicy(
  { logGroupName, retentionInDays }: Input<'PutRetentionPolicy'>,
  context: Context<'PutRetentionPolicy'>,
): Promise<Output<'PutRetentionPolicy'>> {
  if (!days.includes(retentionInDays))
    context.fail(
      'InvalidParameterException',
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${days.join(', ')}]`,
    )
  if (!(await context.store.setRetention(context.region, logGroupName, retentionInDays))) refuseMissingGroup(context)
  return {}
}
