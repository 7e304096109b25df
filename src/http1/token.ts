import { ownText } from '../ports/own-text.ts'

/** A token (RFC 9110 section 5.6.2), such as the name of a header or a method, as it was spelled and in lower case. */
export interface Token {
  readonly text: string
  readonly lower: string
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/

/**
 * Tokens that were read, each in a place that its letters give: clients and backends send few different ones, and one that
 * is compared in its place is neither cut out of its head nor hashed, there and wherever it is looked up later.
 */
const places: (Token | undefined)[] = Array.from({ length: 1024 })
/** Characters; longer ones are read anew each time. */
const maxKnown = 64

/** Reads a token; undefined when these characters are none. */
export function readToken(text: string, start = 0, end = text.length): Token | undefined {
  const place = placeOf(text, start, end)
  const known = places[place]
  if (known !== undefined && known.text.length === end - start && text.startsWith(known.text, start)) return known
  const part = text.slice(start, end)
  if (!token.test(part)) return undefined
  if (part.length > maxKnown) return { text: part, lower: part.toLowerCase() }
  const own = ownText(part)
  const read = { text: own, lower: own.toLowerCase() }
  places[place] = read
  return read
}

function placeOf(text: string, start: number, end: number): number {
  const length = end - start
  const middle = text.charCodeAt(start + (length >> 1))
  return (text.charCodeAt(start) * 31 + middle + text.charCodeAt(end - 1) * 7 + length * 131) & (places.length - 1)
}
