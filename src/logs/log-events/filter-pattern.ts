/** Whether an event's message is meant. */
export type Filter = (message: string) => boolean

/**
 * A filter pattern of terms (CloudWatch Logs user guide, "Filter pattern syntax"): words, or phrases in quotes, all of
 * which must be there; `?term` for those of which one suffices, `-term` for those that must not be there. Case counts.
 * Beside other terms, `?` ones have no effect, as on AWS. Undefined for patterns for JSON, for columns and with regular
 * expressions.
 */
export function compileFilterPattern(pattern: string): Filter | undefined {
  const text = pattern.trim()
  if (/^[{[]|%/.test(text)) return undefined
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gs)].map(([, sign = '', quoted, word]) => ({
    sign,
    text: quoted === undefined ? (word ?? '') : quoted.replaceAll(/\\(.)/gs, '$1'),
  }))
  if (text.replaceAll(/[?-]?"(?:[^"\\]|\\.)*"/gs, '').includes('"')) return undefined
  const textsOf = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map((term) => term.text)
  const [needed, unwanted, either] = [textsOf(''), textsOf('-'), textsOf('?')]
  const alternatives = needed.length + unwanted.length > 0 ? [] : either
  return (message) =>
    needed.every((term) => message.includes(term)) &&
    !unwanted.some((term) => message.includes(term)) &&
    (alternatives.length === 0 || alternatives.some((term) => message.includes(term)))
}
