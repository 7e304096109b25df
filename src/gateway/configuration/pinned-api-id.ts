import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Tags } from './tags.ts'

/** Tags that name the id an API is to have: ours, and the one that LocalStack knows. */
const pinningTags = ['poolgate:id', '_custom_id_']

/** The id that the operator or the API's tags ask for; undefined when nobody does. It is the first label of host names. */
export function pinnedApiId(
  { pinnedId, fail }: Pick<CallContext, 'pinnedId'> & Fails<'BadRequestException'>,
  tags: Tags,
): string | undefined {
  const key = pinningTags.find((tag) => Object.hasOwn(tags, tag))
  const id = pinnedId ?? (key === undefined ? undefined : tags[key])
  if (id !== undefined && !/^[a-z0-9]{3,30}$/.test(id))
    fail(
      'BadRequestException',
      `${pinnedId === undefined ? `The tag ${key}` : 'The pinned id'} must have 3 to 30 lower-case letters and digits: ${id}`,
    )
  return id
}
