import type { Filter } from '@aws-sdk/client-secrets-manager'
import type { Defined } from '../../wire/operation.ts'
import type { SecretRecord } from '../store.ts'

/**
 * Whether a secret has one of a filter's values, and none of those that begin with `!` (API "Filter"). Names, tags and regions
 * are compared by what they begin with; descriptions, and all together, word by word.
 */
export function matches(secret: SecretRecord, { Key: key = 'all', Values: values = [] }: Defined<Filter>): boolean {
  const has = (value: string) => hasValue(secret, key, value)
  const wanted = values.filter((value) => !value.startsWith('!'))
  const unwanted = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
  return (wanted.length === 0 || wanted.some(has)) && !unwanted.some(has)
}

function hasValue(secret: SecretRecord, key: NonNullable<Filter['Key']>, value: string): boolean {
  const { name, description, region, tags = {} } = secret
  const begins = (text: string) => text.startsWith(value)
  switch (key) {
    case 'name':
      return begins(name)
    case 'tag-key':
      return Object.keys(tags).some(begins)
    case 'tag-value':
      return Object.values(tags).some(begins)
    case 'primary-region':
      return begins(region)
    case 'description':
      return hasWords(description, value)
    case 'all':
      return [name, description, ...Object.entries(tags).flat()].some((text) => hasWords(text, value))
    // None belongs to another service.
    case 'owning-service':
      return false
  }
}

/** Whether each word is the beginning of a word of the text, in capitals or not. */
function hasWords(text: string, wanted: string): boolean {
  const words = wordsOf(text)
  return wordsOf(wanted).every((word) => words.some((each) => each.startsWith(word)))
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s/_+=.@:-]+/)
    .filter((word) => word !== '')
}
