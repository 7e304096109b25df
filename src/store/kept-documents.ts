/** How many documents one reader keeps: of pools that are signed in to, some kilobytes each. */
const kept = 256

/**
 * Parses JSON of rows that every call reads and that hardly ever change. What a key's text was parsed to is given again as
 * long as the text is the same; it is frozen, as all who read it share it.
 */
export function documentReader<Document>(): (key: string, text: string) => Document {
  const known = new Map<string, { readonly text: string; readonly document: Document }>()
  return (key, text) => {
    const found = known.get(key)
    if (found?.text === text) return found.document
    const document = JSON.parse(text, (_name, value: unknown) => Object.freeze(value)) as Document
    known.delete(key)
    known.set(key, { text, document })
    const [oldest] = known.keys()
    if (known.size > kept && oldest !== undefined) known.delete(oldest)
    return document
  }
}
