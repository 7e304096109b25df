import type { Tag } from '@aws-sdk/client-s3'
import type { Fails } from '../wire/operation.ts'

/** What a bucket or a version of an object is tagged with. */
export type Tags = Readonly<Record<string, string>>

type TagContext = Fails<'BadRequest' | 'InvalidTag'>

/** Pages "Object tagging" and "Tagging for S3 general purpose buckets". */
const limits = { Object: 10, Bucket: 50 } as const
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** The tags that a list means. */
export function readTags(list: readonly Tag[], kind: keyof typeof limits, context: TagContext): Tags {
  if (list.length > limits[kind]) context.fail('BadRequest', `${kind} tags cannot be greater than ${limits[kind]}`)
  const tags = list.map(({ Key = '', Value = '' }) => [Key, Value] as const)
  for (const [key, value] of tags) {
    if (key.length === 0 || key.length > 128 || !characters.test(key))
      context.fail('InvalidTag', 'The TagKey you have provided is invalid')
    if (value.length > 256 || !characters.test(value))
      context.fail('InvalidTag', 'The TagValue you have provided is invalid')
    if (key.startsWith('aws:')) context.fail('InvalidTag', 'System tags cannot be added/updated by requester')
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    context.fail('InvalidTag', 'Cannot provide multiple Tags with the same key')
  return Object.fromEntries(tags)
}

/** The tags of an object that the header x-amz-tagging means, written as the query of a URL. */
export function readTagHeader(header: string, context: TagContext & Fails<'InvalidArgument'>): Tags {
  const list = readQuery(header)
  if (!list || new Set(list.map(({ Key }) => Key)).size < list.length)
    return context.fail(
      'InvalidArgument',
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    )
  return readTags(list, 'Object', context)
}

function readQuery(query: string): { Key: string; Value: string }[] | undefined {
  try {
    const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [key = '', ...value] = pair.split('=')
        return { Key: decode(key), Value: decode(value.join('=')) }
      })
  } catch {
    return undefined
  }
}

export function listTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
