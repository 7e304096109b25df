/** One row of a CSV file; `fields` is undefined when it is longer than a row may be or has stray quotes. */
export interface CsvRow {
  /** The number of its first line in the file, from 1. */
  readonly line: number
  readonly fields?: readonly string[]
}

/**
 * Reads comma-separated values (RFC 4180) piece by piece, whatever the size of the file: never more than one row is
 * held. Lines end in LF or CRLF; empty lines are no rows. Throws TypeError when the file is not UTF-8.
 * @param longestRow in characters
 */
export async function* parseCsv(content: AsyncIterable<Uint8Array>, longestRow: number): AsyncGenerator<CsvRow> {
  // Also takes a byte order mark away.
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = createRowReader(longestRow)
  for await (const chunk of content) yield* reader.read(decoder.decode(chunk, { stream: true }))
  yield* reader.read(decoder.decode())
  yield* reader.end()
}

function createRowReader(longestRow: number) {
  let fields: string[] = []
  let field = ''
  let length = 0
  let line = 1
  let firstLine = 1
  let isBroken = false
  let isQuoted = false
  /** After a quote inside quotes: the end of the field, or half of an escaped quote. */
  let isAfterQuote = false

  function endRow(): CsvRow | undefined {
    const isEmpty = fields.length === 0 && field === '' && !isBroken && !isAfterQuote
    const row = isBroken ? { line: firstLine } : { line: firstLine, fields: [...fields, field] }
    fields = []
    field = ''
    length = 0
    isBroken = false
    isQuoted = false
    isAfterQuote = false
    firstLine = line
    return isEmpty ? undefined : row
  }

  function take(character: string): void {
    length++
    if (length > longestRow) isBroken = true
    if (isBroken) return
    if (isQuoted && !isAfterQuote) {
      if (character === '"') isAfterQuote = true
      else field += character
    } else if (character === ',') {
      fields.push(field)
      field = ''
      isQuoted = false
      isAfterQuote = false
    } else if (isAfterQuote) {
      // A doubled quote is one; anything else behind the closing one is stray.
      if (character === '"') field += '"'
      else isBroken = character !== '\r'
      isAfterQuote = character !== '"'
    } else if (character === '"' && field === '') isQuoted = true
    else field += character
  }

  return {
    *read(text: string): Generator<CsvRow> {
      for (const character of text) {
        if (character === '\n') line++
        const endsRow = character === '\n' && (!isQuoted || isAfterQuote || isBroken)
        if (!endsRow) {
          take(character)
          continue
        }
        if (!isQuoted && field.endsWith('\r')) field = field.slice(0, -1)
        const row = endRow()
        if (row) yield row
      }
    },
    *end(): Generator<CsvRow> {
      if (isQuoted && !isAfterQuote) isBroken = true
      const row = endRow()
      if (row) yield row
    },
  }
}
