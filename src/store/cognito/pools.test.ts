import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { cognitoPoolsConformance } from './pools.conformance.ts'
import { cognitoPools } from './pools.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

cognitoPoolsConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})

it('reckons how many users a large pool has from a part of them', async (t) => {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const pools = cognitoPools(database)
  const [now, poolId] = [new Date('2026-11-22T10:00:00Z'), 'us-east-1_large']
  const pool = { id: poolId, region: 'us-east-1', name: 'p', settings: {}, tags: {}, revision: 0 }
  await pools.insertPool({ ...pool, createdAt: now, modifiedAt: now }, [])
  const random = seededRandom('users')
  async function addUsers(count: number): Promise<void> {
    await database.run(
      `INSERT INTO users (pool_id, sub, username, status, enabled, attributes, created_at, modified_at)
       SELECT ?, value, value, 'CONFIRMED', 1, '{}', 0, 0 FROM json_each(?)`,
      poolId,
      JSON.stringify(Array.from({ length: count }, () => random.uuid())),
    )
  }
  await addUsers(10_000)
  assert.equal(await pools.estimateUsers(poolId), 10_000)
  await addUsers(10_000)
  const estimate = await pools.estimateUsers(poolId)
  assert.ok(Math.abs(estimate - 20_000) < 2000, `it reckons with ${estimate}`)
})
