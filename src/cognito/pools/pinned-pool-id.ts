import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Tags } from './tags.ts'

/** Tags that name the id a pool is to have: ours, and the one that LocalStack knows. */
const pinningTags = ['poolgate:id', '_custom_id_']

/** The id that the operator or the pool's tags ask for; undefined when nobody does. It must be one that AWS could give. */
export function pinnedPoolId(
  { region, pinnedId, fail }: Pick<CallContext, 'region' | 'pinnedId'> & Fails<'InvalidParameterException'>,
  tags: Tags,
): string | undefined {
  const key = pinningTags.find((tag) => Object.hasOwn(tags, tag))
  const id = pinnedId ?? (key === undefined ? undefined : tags[key])
  if (id === undefined) return undefined
  const suffix = id.startsWith(`${region}_`) ? id.slice(region.length + 1) : ''
  if (!/^[0-9A-Za-z]{1,30}$/.test(suffix))
    fail(
      'InvalidParameterException',
      `${pinnedId === undefined ? `The tag ${key}` : 'The pinned id'} must be an id of the form ${region}_abc123XYZ: ${id}`,
    )
  return id
}
