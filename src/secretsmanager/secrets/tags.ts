import type { Tag } from '@aws-sdk/client-secrets-manager'
import type { Defined, Fails } from '../../wire/operation.ts'

/** User guide, "Secrets Manager quotas"; AWS General Reference, "Tagging". */
const mostTags = 50

/** The tags after adding some. Refuses with InvalidParameterException. */
export function withTags(
  context: Fails<'InvalidParameterException'>,
  before: Readonly<Record<string, string>>,
  added: readonly Defined<Tag>[],
): Record<string, string> {
  const entries = added.map(({ Key: key, Value = '' }): [string, string] => [
    key ?? context.fail('InvalidParameterException', 'Tag keys must not be null'),
    Value,
  ])
  const keys = entries.map(([key]) => key)
  if (new Set(keys).size < keys.length) context.fail('InvalidParameterException', 'Duplicate tag keys')
  if (keys.some((key) => /^aws:/i.test(key)))
    context.fail('InvalidParameterException', 'aws: prefixed tag key names are not allowed for external use.')
  const tags = { ...before, ...Object.fromEntries(entries) }
  if (Object.keys(tags).length > mostTags)
    context.fail('InvalidParameterException', `A secret has ${mostTags} tags at most`)
  return tags
}
