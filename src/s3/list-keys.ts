import type { ObjectRecord, ObjectStore } from './store.ts'

/** A page of a bucket: objects, and what stands for all those whose keys have a delimiter behind the prefix. */
export interface KeyPage {
  readonly objects: readonly ObjectRecord[]
  readonly commonPrefixes: readonly string[]
  /** What comes after this is on the next page; undefined when nothing does. */
  readonly next: string | undefined
}

/** Greater than whatever a key goes on with. */
const behindAll = '\u{10FFFF}'

/** @param delimiter empty for none */
export async function listKeys(
  store: Pick<ObjectStore, 'listObjects'>,
  bucket: string,
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Promise<KeyPage> {
  const objects: ObjectRecord[] = []
  const commonPrefixes: string[] = []
  let position = after
  for (;;) {
    const left = limit - objects.length - commonPrefixes.length
    const found = await store.listObjects(bucket, { prefix, after: position, limit: left + 1 })
    const grouped = found.findIndex(({ key }) => commonPrefixOf(key, prefix, delimiter) !== undefined)
    const single = found.slice(0, grouped < 0 ? found.length : grouped)
    const listed = single.slice(0, left)
    objects.push(...listed)
    position = listed.at(-1)?.key ?? position
    if (single.length > left) return { objects, commonPrefixes, next: position }
    const commonPrefix = grouped < 0 ? undefined : commonPrefixOf(found[grouped]?.key ?? '', prefix, delimiter)
    if (commonPrefix === undefined) return { objects, commonPrefixes, next: undefined }
    if (single.length === left) return { objects, commonPrefixes, next: position }
    commonPrefixes.push(commonPrefix)
    // Whatever else begins so is left out.
    position = `${commonPrefix}${behindAll}`
  }
}

/** `photos/` of `photos/2026/a.jpg` with the delimiter `/`; undefined for a key that has none behind the prefix. */
function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}
