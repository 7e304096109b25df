import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type CsvRow, parseCsv } from './parse-csv.ts'

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function parse(text: string | Buffer, { size = 3, longestRow = 100 } = {}): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  for await (const row of parseCsv(pieces(Buffer.from(text), size), longestRow)) rows.push(row)
  return rows
}

const fieldsOf = async (text: string) => (await parse(text)).map(({ fields }) => fields)

describe('a CSV file', () => {
  it('is rows of fields, with any line ends and without empty lines', async () => {
    assert.deepEqual(await parse('\u{feff}a,b\r\n\r\nc,\n\n,d'), [
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['c', ''] },
      { line: 5, fields: ['', 'd'] },
    ])
  })

  it('may quote fields, with commas, quotes and line ends inside', async () => {
    assert.deepEqual(await fieldsOf('"a,""b""","c\r\nd"\r\n"",x"y\n'), [
      ['a,"b"', 'c\r\nd'],
      ['', 'x"y'],
    ])
    assert.deepEqual(await parse('"a\nb"\nc'), [
      { line: 1, fields: ['a\nb'] },
      { line: 3, fields: ['c'] },
    ])
  })

  it('has no fields where a row is too long or its quotes are stray, and goes on after it', async () => {
    assert.deepEqual(await parse(`${'x'.repeat(101)}\n"a"b\nc\n"open`), [
      { line: 1 },
      { line: 2 },
      { line: 3, fields: ['c'] },
      { line: 4 },
    ])
  })

  it('is refused when it is not UTF-8', async () => {
    await assert.rejects(parse(Buffer.from([0x61, 0xff, 0x0a])), TypeError)
  })

  it('gives back any fields that were written quoted, however it is cut', async () => {
    const field = fc.string({ unit: 'binary', maxLength: 10 }).filter((text) => !text.includes('\u{feff}'))
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 20 }), async (table, size) => {
        const wellFormed = table.map((row) => row.map((text) => text.toWellFormed()))
        const written = wellFormed
          .map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
          .join('\n')
        const read = await parse(written, { size, longestRow: 1000 })
        assert.deepEqual(
          read.map(({ fields }) => fields),
          wellFormed,
        )
      }),
      { numRuns: 100 },
    )
  })
})
