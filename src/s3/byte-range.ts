import type { Fails } from '../wire/operation.ts'

/** The first byte and the one behind the last. */
interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a Range header asks for (RFC 9110, 14.1.2); undefined for the whole object, as for a header that is none. S3 knows
 * one range at a time (API "GetObject").
 */
export function readRange(
  header: string | undefined,
  size: number,
  context: Fails<'InvalidRange' | 'NotImplemented'>,
): ByteRange | undefined {
  if (header === undefined) return undefined
  if (header.includes(',')) context.fail('NotImplemented', 'poolgate does not implement several ranges at a time')
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  if (start >= size) context.fail('InvalidRange', 'The requested range is not satisfiable')
  return { start, end }
}

/** What an answer says of the part that it is. */
export function describeRange({ start, end }: ByteRange, size: number) {
  return { ContentLength: end - start, ContentRange: `bytes ${start}-${end - 1}/${size}` }
}
