const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a JSON object whose member names are unique (RFC 7515 section 4, RFC 7519 section 4: a reader that keeps the
 * last of two would see another token than a backend that keeps the first). Undefined for anything else, never throws.
 */
export function readJsonObject(bytes: Uint8Array): ReadonlyMap<string, unknown> | undefined {
  try {
    const text = utf8.decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const members = new Map<string, unknown>()
    for (const name of Object.keys(value)) members.set(name, Reflect.get(value, name))
    return countMembers(text) === members.size ? members : undefined
  } catch {
    return undefined
  }
}

const [quote, backslash, colon] = ['"', '\\', ':'].map((text) => text.charCodeAt(0))
const [openBrace, closeBrace, openBracket, closeBracket] = ['{', '}', '[', ']'].map((text) => text.charCodeAt(0))

/** Counts the members that the outermost object has in `text`, which is valid JSON, duplicates included. */
function countMembers(text: string): number {
  let depth = 0
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = findStringEnd(text, at + 1)
    else if (code === openBrace || code === openBracket) depth++
    else if (code === closeBrace || code === closeBracket) depth--
    else if (code === colon && depth === 1) count++
  }
  return count
}

/** The quotation mark that ends a string. @param start the string's first character */
function findStringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start); ; at = text.indexOf('"', at + 1)) {
    let escapes = 0
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return at
  }
}
