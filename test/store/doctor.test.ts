import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkDatabase } from '../../src/cli/check-database.ts'
import { checkKeyring } from '../../src/cli/check-keys.ts'
import { startPoolgate } from '../../src/server/poolgate.ts'
import { atEnd } from '../support/at-end.ts'
import { startPostgres } from '../support/postgres.ts'
import { temporaryDirectory } from '../support/server.ts'

it('doctor says of a PostgreSQL whether it is new, and whether the master key opens its keys', async () => {
  const postgres = await startPostgres()
  atEnd(() => postgres.stop())
  const database = await postgres.newUrl()
  const masterKey = Buffer.alloc(32, 1)
  const options = { database, masterKey, dataDir: temporaryDirectory(), host: '127.0.0.1', port: 0 }
  assert.match((await checkDatabase(options)).text, /^PostgreSQL answers in \d+\.\d ms; it is empty$/)
  assert.deepEqual(await checkKeyring(options), { state: 'ok', about: 'keyring', text: 'will be made' })

  await (await startPoolgate(options)).close()
  assert.match((await checkDatabase(options)).text, /^PostgreSQL answers in \d+\.\d ms, schema \d+$/)
  assert.equal((await checkKeyring(options)).state, 'ok')
  const other = { ...options, masterKey: Buffer.alloc(32, 2) }
  assert.equal((await checkKeyring(other)).state, 'failure')
  const previous = { ...other, previousMasterKey: masterKey }
  assert.match((await checkKeyring(previous)).text, /^the previous master key opens/)
})
