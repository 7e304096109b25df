import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededRandom } from '../ports/random.ts'
import { createVault } from '../ports/vault.ts'
import { checkMasterKey, WrongMasterKeyError } from './master-key-check.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

it('a database is used with the master key that it was first used with, and with no other', async (t) => {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const random = seededRandom('keys')
  const [first, other] = [random.bytes(32), random.bytes(32)]
  await checkMasterKey(database, createVault(first, random))
  await checkMasterKey(database, createVault(first, random))
  await assert.rejects(checkMasterKey(database, createVault(other, random)), WrongMasterKeyError)
  await checkMasterKey(database, createVault(first, random))
})
