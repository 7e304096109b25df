import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { namesOf, newUser, now, poolId } from '../../../test/support/stored-users.ts'
import { seededRandom } from '../../ports/random.ts'
import { cognitoStore } from '../cognito/store.ts'
import { openKeyring } from '../keyring.ts'
import type { Database, SqlValue } from '../sql.ts'
import { type Column, type Table } from './describe-tables.ts'
import { importPortableFile } from './import-portable-file.ts'
import { portableRows, portableTables } from './portable-tables.ts'
import type { Snapshot } from './snapshot.ts'
import { writePortableFile } from './write-portable-file.ts'

/** A migrated database of its own, and how to read a snapshot of it. */
export interface PortableDatabase {
  readonly database: Database
  readonly read: <Result>(work: (snapshot: Snapshot) => Promise<Result>) => Promise<Result>
}

export type OpenPortable = (t: TestContext) => Promise<PortableDatabase>

const random = seededRandom('portable')
const [masterKey, otherMasterKey] = [random.bytes(32), random.bytes(32)]
const common = { random, version: '1.2.3', now: new Date(0) }

/** The lines of a file with what is in a database. */
export async function exportLines({ database, read }: PortableDatabase, secret?: string) {
  await openKeyring(database, random, masterKey)
  let text = ''
  await read(async (snapshot) => {
    for await (const piece of writePortableFile(snapshot, { ...common, masterKey, passphrase: secret })) text += piece
  })
  return text.trimEnd().split('\n')
}

export function importLines(
  { database }: Pick<PortableDatabase, 'database'>,
  lines: readonly string[],
  secret?: string,
): Promise<number> {
  const options = { masterKey: otherMasterKey, passphrase: secret, random }
  return importPortableFile(database, each(lines), options)
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

/**
 * Puts one row into every table. All texts are the same, and so are all numbers: whatever refers to something finds it, in
 * tables that this does not know, too.
 */
export async function fill(database: Database, { sparse }: { readonly sparse: boolean }): Promise<void> {
  const value = ({ type, isOptional }: Column): SqlValue => {
    if (sparse && isOptional) return null
    if (type === 'bytes') return Buffer.from([0, 255, 10, 13])
    return type === 'integer' ? 1_795_000_000_123 : '"ä\\\n€𝄞'
  }
  await database.transaction(async (sql) => {
    for (const { name, columns } of portableTables())
      await sql.run(
        `INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        ...columns.map(value),
      )
  })
}

async function readAll(database: Database): Promise<Record<string, unknown[]>> {
  const read = async (table: Table) =>
    (await database.all<Record<string, SqlValue>>(`SELECT * FROM ${table.name} ${portableRows(table)}`)).map((row) =>
      table.columns.map(({ name }) => {
        const value = row[name]
        return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
      }),
    )
  return Object.fromEntries(
    await Promise.all(portableTables().map(async (table) => [table.name, await read(table)] as const)),
  )
}

/** What exports and imports hold to, from a database of one kind to one of another. */
export function portableConformance(name: string, openSource: OpenPortable, openTarget: OpenPortable): void {
  describe(`an installation that moves: ${name}`, () => {
    for (const sparse of [false, true])
      it(`has every row of every table, with ${sparse ? 'nothing' : 'something'} in optional columns`, async (t) => {
        const [source, target] = [await openSource(t), await openTarget(t)]
        await fill(source.database, { sparse })
        const lines = await exportLines(source)
        assert.equal(await importLines(target, lines), portableTables().length)
        const found = await readAll(target.database)
        assert.deepEqual(found, await readAll(source.database))
        for (const [table, rows] of Object.entries(found)) assert.equal(rows.length, 1, table)
      })

    it('opens what was sealed, by the master key of its new place only, and has the same fingerprints', async (t) => {
      const [source, target] = [await openSource(t), await openTarget(t)]
      const { vault } = await openKeyring(source.database, random, masterKey)
      const sealed = vault.seal('secret', 'purpose')
      await importLines(target, await exportLines(source))
      await assert.rejects(openKeyring(target.database, random, masterKey))
      const moved = await openKeyring(target.database, random, otherMasterKey)
      assert.equal(moved.vault.open(sealed, 'purpose').toString(), 'secret')
      assert.equal(moved.vault.fingerprint('text', 'purpose'), vault.fingerprint('text', 'purpose'))
    })

    it('is there whole or not at all', async (t) => {
      const [source, target] = [await openSource(t), await openTarget(t)]
      await fill(source.database, { sparse: false })
      const lines = await exportLines(source)
      await assert.rejects(importLines(target, lines.slice(0, -1)), /the file ends early, after line \d+/)
      for (const rows of Object.values(await readAll(target.database))) assert.deepEqual(rows, [])
      await importLines(target, lines)
    })

    it('takes new users beside those that came with it', async (t) => {
      const [source, target] = [await openSource(t), await openTarget(t)]
      const [before, after] = [cognitoStore(source.database), cognitoStore(target.database)]
      const dates = { createdAt: now, modifiedAt: now }
      const pool = { id: poolId, region: 'us-east-1', name: 'p', settings: {}, tags: {}, ...dates, revision: 0 }
      await before.insertPool(pool, [])
      await before.insertUser(newUser('jane'), namesOf('jane'))
      await importLines(target, await exportLines(source))
      assert.equal(await after.insertUser(newUser('john'), namesOf('john')), undefined)
      for (const sub of ['jane', 'john'])
        assert.deepEqual(await after.findUserByName(poolId, `${sub}@example.com`), newUser(sub))
    })

    it('goes into an empty database only', async (t) => {
      const [source, target] = [await openSource(t), await openTarget(t)]
      await fill(target.database, { sparse: true })
      await assert.rejects(importLines(target, await exportLines(source)), {
        name: 'PortableFileError',
        message: /^the database is in use: there is something in /,
      })
    })

    it('is as it was at one moment, whatever is written while it is read', async (t) => {
      const source = await openSource(t)
      const parameter = (name: string) =>
        source.database.run(
          `INSERT INTO ssm_parameters (region, name, type, value, description, allowed_pattern, tags, version, modified_at)
           VALUES ('r', ?, 'String', '', '', '', '{}', 1, 0)`,
          name,
        )
      await openKeyring(source.database, random, masterKey)
      await parameter('before')
      let text = ''
      await source.read(async (snapshot) => {
        await snapshot.schema()
        await parameter('meanwhile')
        for await (const piece of writePortableFile(snapshot, { ...common, masterKey, passphrase: undefined }))
          text += piece
      })
      assert.match(text, /"before"/)
      assert.doesNotMatch(text, /meanwhile/)
    })
  })
}
