import { lowerNameOf } from '../../http1/header.ts'
import type { Header } from '../proxy/exchange.ts'
import type { Change } from './parameters.ts'

/** The headers after every change of one. */
export function changeHeaders(headers: readonly Header[], changes: readonly Change[]): readonly Header[] {
  let changed = headers
  for (const { action, place, name, text } of changes) {
    if (place !== 'header') continue
    const lower = name.toLowerCase()
    const others = action === 'append' ? changed : changed.filter((header) => lowerNameOf(header) !== lower)
    changed = action === 'remove' ? others : [...others, [name, headerValue(text)]]
  }
  return changed
}

/** What most values are: nothing to replace, encode or trim. */
const plainValue = /^[\x21-\x7e]*$/

/** RFC 9110 section 5.5: what would end a header is a space. Beyond ASCII a header carries the bytes of UTF-8. */
function headerValue(text: string): string {
  if (plainValue.test(text)) return text
  const bytes = Buffer.from(text).toString('latin1')
  return bytes.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ' ').trim()
}

/** The query after every change of one; what is not changed stays byte for byte. Undefined when nothing is left. */
export function changeQuery(query: string | undefined, changes: readonly Change[]): string | undefined {
  let pairs = query === undefined ? [] : query.split('&')
  for (const { action, place, name, text } of changes) {
    if (place !== 'querystring') continue
    if (action !== 'append') pairs = pairs.filter((pair) => nameOf(pair) !== name)
    if (action !== 'remove') pairs.push(`${encode(name)}=${encode(text)}`)
  }
  return pairs.length > 0 ? pairs.join('&') : undefined
}

/** Most texts stand for themselves. */
function encode(text: string): string {
  return /^[\w.-]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed())
}

/** What stands for itself in a query: to parse it costs more than all else that a mapping does. */
const plainPair = /^[\w.-]+(?==|$)/

function nameOf(pair: string): string | undefined {
  const [plain] = plainPair.exec(pair) ?? []
  if (plain !== undefined) return plain
  const [first] = new URLSearchParams(pair).keys()
  return first
}
