import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openPortableFile } from '../../../test/support/portable.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'
import { describeTables } from './describe-tables.ts'
import { exportLines, fill, importLines, portableConformance } from './portable.conformance.ts'
import { splitLines } from './split-lines.ts'

portableConformance('SQLite to SQLite', openPortableFile, openPortableFile)

describe('the tables of the schema', () => {
  it('are told by the migrations, with their columns and keys', () => {
    const tables = describeTables()
    assert.deepEqual(
      tables.find(({ name }) => name === 'signing_keys'),
      {
        name: 'signing_keys',
        columns: [
          { name: 'kid', type: 'text', isOptional: false },
          { name: 'pool_id', type: 'text', isOptional: false },
          { name: 'key_use', type: 'text', isOptional: false },
          { name: 'sealed_private_key', type: 'bytes', isOptional: false },
          { name: 'created_at', type: 'integer', isOptional: false },
        ],
        primaryKey: ['kid'],
      },
    )
    assert.deepEqual(
      tables.filter(({ primaryKey }) => primaryKey.length === 0).map(({ name }) => name),
      [],
    )
  })
})

async function openEmpty(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  return { database }
}

type Change = (lines: readonly string[]) => readonly string[]

/** Imports the same lines changed in several ways: each must be refused with its message, and leave the database empty. */
async function refuseEach(t: TestContext, lines: readonly string[], cases: readonly (readonly [RegExp, Change])[]) {
  const target = await openEmpty(t)
  for (const [message, change] of cases)
    await assert.rejects(importLines(target, change(lines)), { name: 'PortableFileError', message })
  await importLines(target, lines)
}

async function filledLines(t: TestContext): Promise<readonly string[]> {
  const source = await openPortableFile(t)
  await fill(source.database, { sparse: false })
  return exportLines(source)
}

describe('a portable file', () => {
  it('is refused where it was changed', async (t) => {
    await refuseEach(t, await filledLines(t), [
      [/^lines 1 to \d+ are not as they were written$/, (lines) => lines.map((line) => line.replace('€', '£'))],
      [/^lines 1 to \d+ are not as they were written$/, (lines) => lines.filter((line) => !line.startsWith('["'))],
      [/^lines 1 to \d+ are not as they were written$/, (lines) => lines.map((line) => line.replace('1970-', '1971-'))],
      [/^line 3 is not as it was written: value$/, (lines) => lines.with(2, '["a",1]')],
      [/^line 3 is not as it was written$/, (lines) => lines.with(2, '["a"]')],
      [/^line 2 is not as it was written$/, (lines) => lines.with(1, '{"table":"nothing","columns":[]}')],
      [/^line 2 is not as it was written$/, (lines) => lines.with(1, '{"table":')],
      [/^line 2 has a row, and no line before it says of which table$/, (lines) => lines.with(1, '["a"]')],
      [/^line \d+ comes after the end$/, (lines) => [...lines, '']],
      [/^the file ends early, after line 1$/, (lines) => lines.slice(0, 1)],
      [/^line 1 is not the header of a 'poolgate export'$/, () => []],
      [/^line 1 is not the header of a 'poolgate export'$/, (lines) => lines.slice(1)],
    ])
  })

  it('says between which lines a long one was changed', async (t) => {
    const source = await openPortableFile(t)
    await source.database.run(
      `INSERT INTO ssm_parameters (region, name, type, value, description, allowed_pattern, tags, version, modified_at)
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
       SELECT 'r', 'p' || i, 'String', '', '', '', '{}', 1, 0 FROM n`,
    )
    await refuseEach(t, await exportLines(source), [
      [/^lines 1002 to 2002 are not as they were written$/, (lines) => lines.with(1500, lines[1499] ?? '')],
      [/^lines 1002 to 2001 are not as they were written$/, (lines) => lines.toSpliced(1500, 1)],
      [/^the file ends early, after line 2200$/, (lines) => lines.slice(0, 2200)],
    ])
  })

  it('is refused in another format or schema', async (t) => {
    const header =
      (from: string, to: string): Change =>
      ([first = '', ...others]) => [first.replace(from, to), ...others]
    await refuseEach(t, await filledLines(t), [
      [/^the file has format 2, and this build reads 1/, header('"format":1', '"format":2')],
      [/^the file is of schema 99, and this build of \d+/, header('"schema":1', '"schema":99')],
      [/^line 1 is not as it was written$/, header('"plain"', '"plane"')],
    ])
  })

  it('is protected with an export key, and taken with that alone', async (t) => {
    const source = await openPortableFile(t)
    const lines = await exportLines(source, 'correct horse battery staple')
    const header: { key?: object } = Object(JSON.parse(lines[0] ?? ''))
    assert.deepEqual(Object.keys(header.key ?? {}), ['scrypt', 'sealed'])
    const refusals: readonly (readonly [secret: string | undefined, message: string])[] = [
      [undefined, 'the file is protected with an export key: give it with --export-key-file'],
      ['another passphrase', 'the export key is not the one that the file is protected with'],
    ]
    for (const [secret, message] of refusals)
      await assert.rejects(importLines(await openEmpty(t), lines, secret), { name: 'PortableFileError', message })
    const costly = [lines[0]?.replace('"n":131072', '"n":1073741824') ?? '', ...lines.slice(1)]
    await assert.rejects(
      importLines(await openEmpty(t), costly, 'correct horse battery staple'),
      /line 1 is not as it was/,
    )
    await importLines(await openEmpty(t), lines, 'correct horse battery staple')
  })

  it('that anybody can have written is not taken for one that an export key protects', async (t) => {
    const lines = await exportLines(await openPortableFile(t))
    const message = /^the file is not protected with an export key, so that anybody can have written it/
    await assert.rejects(importLines(await openEmpty(t), lines, 'correct horse battery staple'), {
      name: 'PortableFileError',
      message,
    })
  })

  it('is cut into lines wherever its pieces end', async () => {
    async function* pieces(text: string, length: number) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
    }
    for (const length of [1, 2, 3, 100]) {
      const lines: string[] = []
      for await (const line of splitLines(pieces('ä€\n\n𝄞b\nend', length))) lines.push(line)
      assert.deepEqual(lines, ['ä€', '', '𝄞b', 'end'])
    }
  })
})
