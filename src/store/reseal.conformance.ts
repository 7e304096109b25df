import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { seededRandom } from '../ports/random.ts'
import { markOf } from '../ports/vault.ts'
import { type Keyring, openKeyring } from './keyring.ts'
import { describeTables, type Table } from './portable/describe-tables.ts'
import { fill } from './portable/portable.conformance.ts'
import { reseal } from './reseal.ts'
import { sealedColumns } from './sealed-columns.ts'
import type { Database, SqlValue } from './sql.ts'

const random = seededRandom('reseal')
const masterKey = random.bytes(32)

const places = describeTables().flatMap((table) =>
  table.columns
    .filter(({ name }) => sealedColumns[table.name]?.includes(name))
    .map((column) => ({ table, column, purpose: `${table.name}.${column.name}` })),
)

/** Every place where sealed values may be has one; texts have two, among other things. */
async function sealEverywhere(database: Database, { vault }: Keyring): Promise<void> {
  for (const { table, column, purpose } of places) {
    const sealed = vault.seal('secret', purpose)
    const text = JSON.stringify({ a: 'ä/+=', b: [sealed.toString('base64')], c: sealed.toString('base64') })
    await database.run(`UPDATE ${table.name} SET ${column.name} = ?`, column.type === 'bytes' ? sealed : text)
  }
}

/** What the sealed values open to. */
async function openEverywhere(database: Database, { vault }: Keyring): Promise<readonly string[]> {
  const opened: string[] = []
  for (const { table, column, purpose } of places) {
    const row = await database.get<{ value: string | Uint8Array }>(`SELECT ${column.name} AS value FROM ${table.name}`)
    if (typeof row?.value === 'string') {
      const { a, b, c }: { a: string; b: string[]; c: string } = JSON.parse(row.value)
      assert.equal(a, 'ä/+=')
      for (const text of [...b, c]) opened.push(vault.open(Buffer.from(text, 'base64'), purpose).toString())
    } else if (row) opened.push(vault.open(row.value, purpose).toString())
  }
  return opened
}

/** Where there still is something with a key's mark: `table.column`. */
async function findMarked(database: Database, key: Uint8Array): Promise<string[]> {
  const found: string[] = []
  const look = async (table: Table) => {
    for (const row of await database.all<Record<string, SqlValue>>(`SELECT * FROM ${table.name}`))
      for (const [name, value] of Object.entries(row)) {
        const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value))
        const marks = [markOf(key), markOf(key).toString('base64'), markOf(key).toString('base64url')]
        if (marks.some((mark) => bytes.includes(mark))) found.push(`${table.name}.${name}`)
      }
  }
  for (const table of describeTables()) await look(table)
  return found
}

async function addKey(keyring: Keyring): Promise<Uint8Array> {
  const { sealing } = keyring.keys()
  await keyring.replace({ keys: { sealing: random.bytes(32), earlier: [sealing] } })
  return sealing
}

export function resealConformance(name: string, open: () => Promise<Database>): void {
  describe(`sealing anew: ${name}`, () => {
    const prepare = async (t: TestContext) => {
      const database = await open()
      t.after(() => database.close())
      await fill(database, { sparse: true })
      const keyring = await openKeyring(database, random, masterKey)
      await sealEverywhere(database, keyring)
      return { database, keyring, secrets: await openEverywhere(database, keyring) }
    }

    it('leaves nothing anywhere under the earlier key, and takes it out of the ring', async (t) => {
      const { database, keyring, secrets } = await prepare(t)
      const old = await addKey(keyring)
      assert.ok((await findMarked(database, old)).length >= places.length)
      const { values, unreadable } = await reseal(database, keyring, random)
      assert.deepEqual([values, unreadable], [places.length, 0])
      assert.deepEqual(await findMarked(database, old), [])
      const reopened = await openKeyring(database, random, masterKey)
      assert.deepEqual(reopened.keys().earlier, [])
      assert.deepEqual(await openEverywhere(database, reopened), secrets)
    })

    it('keeps the earlier key for whoever works on a stack and stores what they hold of it', async (t) => {
      const { database, keyring, secrets } = await prepare(t)
      const held = await database.get<{ document: string }>('SELECT document FROM stack')
      const move = (status: string) => database.run('UPDATE stack SET status = ?', status)
      await move('UPDATE_IN_PROGRESS')
      const old = await addKey(keyring)
      let pauses = 0
      const pause = async () => {
        pauses++
        await database.run('UPDATE stack SET document = ?', held?.document ?? '')
        await move('UPDATE_COMPLETE')
      }
      await reseal(database, keyring, random, { pause })
      assert.equal(pauses, 1)
      assert.deepEqual(await findMarked(database, old), [])
      const reopened = await openKeyring(database, random, masterKey)
      assert.deepEqual(reopened.keys().earlier, [])
      assert.deepEqual(await openEverywhere(database, reopened), secrets)
    })

    it('goes on where it was interrupted, also with a further key', async (t) => {
      const { database, keyring, secrets } = await prepare(t)
      const old = await addKey(keyring)
      const stop = new AbortController()
      const onProgress = (values: number) => values >= 5 && stop.abort()
      await assert.rejects(reseal(database, keyring, random, { onProgress, signal: stop.signal }), {
        name: 'AbortError',
      })
      const again = await openKeyring(database, random, masterKey)
      assert.deepEqual(await openEverywhere(database, again), secrets)
      await again.replace({ keys: { sealing: random.bytes(32), earlier: [again.keys().sealing, old] } })
      await reseal(database, again, random)
      const reopened = await openKeyring(database, random, masterKey)
      assert.deepEqual(reopened.keys().earlier, [])
      assert.deepEqual(await openEverywhere(database, reopened), secrets)
    })

    it('keeps the key that something damaged is sealed with', async (t) => {
      const { database, keyring } = await prepare(t)
      const sealed = keyring.vault.seal('secret', 'purpose')
      const damaged = Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)])
      await database.run('UPDATE signing_keys SET sealed_private_key = ?', damaged)
      const old = await addKey(keyring)
      assert.deepEqual(await reseal(database, keyring, random), { values: places.length - 1, unreadable: 1 })
      assert.deepEqual(
        keyring.keys().earlier.map((key) => Buffer.from(key)),
        [Buffer.from(old)],
      )
      const row = await database.get<{ value: Uint8Array }>('SELECT sealed_private_key AS value FROM signing_keys')
      assert.deepEqual(Buffer.from(row?.value ?? []), damaged)
    })

    it('leaves alone what is changed while it looks', async (t) => {
      const { database, keyring } = await prepare(t)
      await addKey(keyring)
      const young = keyring.vault.seal('young', 'purpose')
      const overtaking: Database = {
        ...database,
        transaction: async (work) => {
          await database.run('UPDATE iam_access_keys SET secret = ?', young)
          return database.transaction(work)
        },
      }
      await reseal(overtaking, keyring, random)
      const row = await database.get<{ value: Uint8Array }>('SELECT secret AS value FROM iam_access_keys')
      assert.deepEqual(Buffer.from(row?.value ?? []), young)
    })
  })
}
