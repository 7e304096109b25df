import { ApiError } from '../../wire/operation.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getAccessKeyLastUsed(
  input: Input<'GetAccessKeyLastUsed'>,
  context: Context<'GetAccessKeyLastUsed'>,
): Promise<Output<'GetAccessKeyLastUsed'>> {
  const key = await context.store.findAccessKey(input.AccessKeyId)
  // The model declares no error for it.
  if (!key) throw new ApiError('NoSuchEntityException', `The Access Key with id ${input.AccessKeyId} cannot be found.`)
  const { lastUsed } = key
  return {
    UserName: key.userName,
    AccessKeyLastUsed: lastUsed
      ? { LastUsedDate: lastUsed.at, ServiceName: lastUsed.service, Region: lastUsed.region }
      : { ServiceName: 'N/A', Region: 'N/A' },
  }
}
