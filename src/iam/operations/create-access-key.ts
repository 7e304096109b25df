import { accessKeyPurpose } from '../store.ts'
import { nameOrCaller, newId, refuseMissingUser, requireUser } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

/** Two, so that a key can be rotated (IAM user guide, "IAM and AWS STS quotas"). */
const mostKeys = 2

export async function createAccessKey(
  input: Input<'CreateAccessKey'>,
  context: Context<'CreateAccessKey'>,
): Promise<Output<'CreateAccessKey'>> {
  const user = await requireUser(context, nameOrCaller(context, input.UserName))
  const id = newId(context, 'AKIA')
  const secret = context.random.bytes(30).toString('base64')
  const key = {
    id,
    userName: user.name,
    secret: context.vault.seal(secret, accessKeyPurpose(id)),
    isActive: true,
    createdAt: context.now,
  }
  const outcome = await context.store.insertAccessKey(key, mostKeys)
  if (outcome === 'user-gone') refuseMissingUser(context, user.name)
  if (outcome === 'too-many')
    context.fail('LimitExceededException', `Cannot exceed quota for AccessKeysPerUser: ${mostKeys}`)
  return {
    AccessKey: {
      UserName: user.name,
      AccessKeyId: id,
      Status: 'Active',
      SecretAccessKey: secret,
      CreateDate: context.now,
    },
  }
}
