import { checkTagKeys, refuseUnimplemented } from '../log-groups/log-groups.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createLogGroup(
  input: Input<'CreateLogGroup'>,
  context: Context<'CreateLogGroup'>,
): Promise<Output<'CreateLogGroup'>> {
  const { logGroupName: name, logGroupClass = 'STANDARD', tags = {} } = input
  refuseUnimplemented(context, {
    kmsKeyId: input.kmsKeyId,
    [`logGroupClass ${logGroupClass}`]: logGroupClass !== 'STANDARD',
    deletionProtectionEnabled: input.deletionProtectionEnabled,
  })
  if (/^aws\//i.test(name))
    context.fail('InvalidParameterException', 'Log groups starting with AWS/ are reserved for AWS.')
  checkTagKeys(context, tags)
  const id = context.random.uuid()
  const group = { region: context.region, name, id, tags, createdAt: context.now }
  if (!(await context.store.insertLogGroup(group)))
    context.fail('ResourceAlreadyExistsException', 'The specified log group already exists')
  return {}
}
