/** A piece of an access log format: text as it is, or the name of a `$context` variable. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `written` is the whole expression: `$context.status`. */
  | { readonly kind: 'variable'; readonly name: string; readonly written: string }

/**
 * Takes a format apart. Variables are `$context.name` and `${context.name}`; a name reaches as far as it can, "|"
 * included, as AWS was seen to read it, so that braces are needed before such a character.
 */
export function parseFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = []
  let end = 0
  for (const match of format.matchAll(/\$\{context\.([^{}]+)\}|\$context\.([\w.|-]+)/g)) {
    if (match.index > end) parts.push({ kind: 'text', text: format.slice(end, match.index) })
    parts.push({ kind: 'variable', name: match[1] ?? match[2] ?? '', written: match[0] })
    end = match.index + match[0].length
  }
  if (end < format.length) parts.push({ kind: 'text', text: format.slice(end) })
  return parts
}
