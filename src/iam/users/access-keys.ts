import type { Fails } from '../../wire/operation.ts'
import type { Iam } from '../iam.ts'
import type { AccessKeyRecord } from '../store.ts'

/** A key of this user; another user's key is not found. */
export async function requireAccessKey(
  context: Pick<Iam, 'store'> & Fails<'NoSuchEntityException'>,
  id: string,
  userName: string,
): Promise<AccessKeyRecord> {
  const key = await context.store.findAccessKey(id)
  return key?.userName === userName ? key : refuseMissingAccessKey(context, id)
}

export function refuseMissingAccessKey(context: Fails<'NoSuchEntityException'>, id: string): never {
  return context.fail('NoSuchEntityException', `The Access Key with id ${id} cannot be found.`)
}

/** The key as IAM lists it, without its secret. */
export function describeAccessKey(key: AccessKeyRecord) {
  return {
    UserName: key.userName,
    AccessKeyId: key.id,
    Status: key.isActive ? ('Active' as const) : ('Inactive' as const),
    CreateDate: key.createdAt,
  }
}
