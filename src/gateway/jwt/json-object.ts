/**
 * Reads a JSON object whose member names are unique (RFC 7515 section 4, RFC 7519 section 4: a reader that keeps the
 * last of two would see another token than a backend that keeps the first). Undefined for anything else, never throws.
 */
export function readJsonObject(bytes: Uint8Array): ReadonlyMap<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const members = new Map<string, unknown>(Object.entries(value))
    return countMembers(text) === members.size ? members : undefined
  } catch {
    return undefined
  }
}

/** Counts the members that the outermost object has in `text`, which is valid JSON, duplicates included. */
function countMembers(text: string): number {
  let depth = 0
  let count = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (token === ':' && depth === 1) count++
  }
  return count
}
