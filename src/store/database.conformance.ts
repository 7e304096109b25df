import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { migrate, migrations, NewerSchemaError } from './migrations/index.ts'
import type { Database } from './sql.ts'

/** What every driver must do for the stores above it. `open` gives an empty database. */
export function databaseConformance(name: string, open: () => Promise<Database>): void {
  describe(`${name} as a database`, () => {
    let database: Database
    beforeEach(async () => {
      database = await open()
      await database.run('CREATE TABLE t (k TEXT PRIMARY KEY, n BIGINT)')
    })
    afterEach(() => database.close())
    const values = async (): Promise<(number | null)[]> =>
      (await database.all<{ n: number | null }>('SELECT n FROM t ORDER BY k')).map(({ n }) => n)

    it('stores and reads texts, large numbers, bytes and nulls', async () => {
      await database.run('INSERT INTO t (k, n) VALUES (?, ?), (?, ?)', 'a', 1_795_348_800_250, 'b', null)
      assert.deepEqual(await values(), [1_795_348_800_250, null])
    })

    it('answers how many rows a statement changed', async () => {
      await database.run('INSERT INTO t (k, n) VALUES (?, ?), (?, ?)', 'a', 1, 'b', 2)
      assert.equal(await database.run('UPDATE t SET n = 3 WHERE k = ?', 'a'), 1)
      assert.equal(await database.run('UPDATE t SET n = 3 WHERE k = ?', 'x'), 0)
    })

    it('rolls everything back when the work of a transaction fails', async () => {
      const work = database.transaction(async (sql) => {
        await sql.run('INSERT INTO t (k, n) VALUES (?, ?)', 'a', 1)
        throw new Error('no')
      })
      await assert.rejects(work, /^Error: no$/)
      assert.deepEqual(await values(), [])
    })

    it('tells of a result that is committed, before the next transaction begins, and of no other', async () => {
      const told: string[] = []
      const work = (name: string, fails = false) =>
        database.transaction(
          async (sql) => {
            told.push(`${name} begins`)
            await sql.run('INSERT INTO t (k) VALUES (?)', name)
            if (fails) throw new Error('no')
            return name
          },
          (result) => told.push(`${result} is there`),
        )
      await assert.rejects(work('a', true))
      await work('b')
      assert.deepEqual(told, ['a begins', 'b begins', 'b is there'])
      if (database.dialect === 'postgres') return
      await Promise.all([work('c'), work('d')])
      assert.deepEqual(told.slice(3), ['c begins', 'c is there', 'd begins', 'd is there'])
    })

    it('tells a unique violation from other errors', async () => {
      await database.run('INSERT INTO t (k) VALUES (?)', 'a')
      const again = database.run('INSERT INTO t (k) VALUES (?)', 'a')
      await assert.rejects(again, (error) => database.isUniqueViolation(error))
      await assert.rejects(
        database.run('INSERT INTO nowhere VALUES (1)'),
        (error) => !database.isUniqueViolation(error),
      )
    })

    it('loses no update among concurrent transactions that read before they write', async () => {
      await database.run('INSERT INTO t (k, n) VALUES (?, ?)', 'a', 0)
      const increment = (): Promise<void> =>
        database.transaction(async (sql) => {
          const row = await sql.get<{ n: number }>('SELECT n FROM t WHERE k = ?', 'a')
          await sql.run('UPDATE t SET n = ? WHERE k = ?', row!.n + 1, 'a')
        })
      await Promise.all(Array.from({ length: 5 }, increment))
      assert.deepEqual(await values(), [5])
    })

    it('hides what a transaction has not committed yet', async () => {
      let seen: unknown
      await database.transaction(async (sql) => {
        await sql.run('INSERT INTO t (k, n) VALUES (?, ?)', 'a', 1)
        seen = await values()
      })
      assert.deepEqual(seen, [])
      assert.deepEqual(await values(), [1])
    })

    it('is migrated once, and refused when a newer poolgate wrote it', async () => {
      await migrate(database)
      await migrate(database)
      await database.run('INSERT INTO schema_version (version) VALUES (?)', migrations.length + 1)
      await assert.rejects(migrate(database), NewerSchemaError)
    })
  })
}
