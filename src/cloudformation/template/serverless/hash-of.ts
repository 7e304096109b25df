import { createHash } from 'node:crypto'

/** Ten digits that tell one text from another, as AWS SAM ends logical ids. */
export function hashOf(text: string): string {
  return text === '' ? '' : createHash('sha1').update(text).digest('hex').slice(0, 10)
}
