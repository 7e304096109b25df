import type { Tag } from '@aws-sdk/client-kms'
import type { Defined, Fails } from '../../wire/operation.ts'

const mostTags = 50

/** The tags after adding some. Refuses with TagException. */
export function withTags(
  context: Fails<'TagException'>,
  before: Readonly<Record<string, string>>,
  added: readonly Defined<Tag>[],
): Record<string, string> {
  const keys = added.map(({ TagKey }) => TagKey)
  if (new Set(keys).size < keys.length) context.fail('TagException', 'Duplicate tag keys')
  if (keys.some((key) => /^aws:/i.test(key)))
    context.fail('TagException', 'aws: prefixed tag key names are not allowed for external use')
  const tags = { ...before, ...Object.fromEntries(added.map(({ TagKey, TagValue }) => [TagKey, TagValue])) }
  if (Object.keys(tags).length > mostTags) context.fail('TagException', 'Too many tags')
  return tags
}
