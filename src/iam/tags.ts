import type { Tag } from '@aws-sdk/client-iam'
import type { Fails } from '../wire/operation.ts'

/** What a role or a policy is tagged with; no two keys are the same but for their case. */
export type Tags = Readonly<Record<string, string>>

const mostTags = 50

/** The tags that there are once these are added; keys are told apart whatever their case. */
export function withTags(
  before: Tags,
  added: readonly Tag[],
  context: Fails<'InvalidInputException' | 'LimitExceededException'>,
): Tags {
  const keys = added.map(({ Key = '' }) => Key.toLowerCase())
  const duplicate = keys.find((key, index) => keys.indexOf(key) !== index)
  if (duplicate !== undefined)
    context.fail('InvalidInputException', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  const tags = { ...withoutTags(before, keys), ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) }
  if (Object.keys(tags).length > mostTags)
    context.fail('LimitExceededException', 'The number of tags has reached the maximum limit.')
  return tags
}

export function withoutTags(before: Tags, keys: readonly string[]): Tags {
  const gone = new Set(keys.map((key) => key.toLowerCase()))
  return Object.fromEntries(Object.entries(before).filter(([key]) => !gone.has(key.toLowerCase())))
}

export function listTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The member of what is tagged; it has none without tags. */
export function describeTags(tags: Tags): { Tags?: { Key: string; Value: string }[] } {
  const list = listTags(tags)
  return list.length > 0 ? { Tags: list } : {}
}
