import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openConfigurationFollower } from './configuration-follower.ts'
import { recordingLog } from '../ports/log.ts'
import { type ConfigurationChange, recordChange } from '../store/change-log.ts'
import { migrate } from '../store/migrations/index.ts'
import type { Sql } from '../store/sql.ts'
import { openSqlite } from '../store/sqlite.ts'

/** A follower of a database in memory; `asked` has what it told the node to take up. */
async function open(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const asked: string[] = []
  const note = (what: string) => async (subject: string, more?: string) =>
    void asked.push([what, subject, more].filter((part) => part !== undefined).join(' '))
  const kept = {
    liveApis: { reload: note('api'), reloadAll: async () => void asked.push('all apis') },
    domains: { reload: note('domain'), load: async () => void asked.push('all domains') },
    loginHosts: { reload: note('login host'), load: async () => void asked.push('all login hosts') },
    keyring: { takeUp: async () => true },
    signingKeys: {
      forget: (poolId: string) => void asked.push(`keys ${poolId}`),
      forgetAll: () => void asked.push('all keys'),
    },
  }
  let isReachable = true
  const sql: Sql = {
    ...database,
    all: async (statement, ...values) => {
      if (!isReachable) throw new Error('gone')
      return database.all(statement, ...values)
    },
  }
  const follower = await openConfigurationFollower(sql, kept, recordingLog())
  const everything = ['all keys', 'all domains', 'all login hosts', 'all apis']
  return {
    asked,
    everything,
    follower,
    database,
    record: (change: ConfigurationChange) => database.transaction((within) => recordChange(within, change)),
    reach: (reachable: boolean) => void (isReachable = reachable),
  }
}

describe('a node that follows the others', () => {
  it('takes up what has changed since it last looked, in order and once', async (t) => {
    const { asked, follower, record } = await open(t)
    await record({ kind: 'http-api', subject: 'a' })
    await record({ kind: 'domain-name', subject: 'eu-west-1/api.example.com' })
    await record({ kind: 'login-host', subject: 'login.example.com' })
    await record({ kind: 'signing-keys', subject: 'eu-west-1_pool' })
    await follower.catchUp()
    await follower.catchUp()
    assert.deepEqual(asked, [
      'api a',
      'domain eu-west-1 api.example.com',
      'login host login.example.com',
      'keys eu-west-1_pool',
    ])
  })

  it('takes up everything when changes are no longer known that it has missed', async (t) => {
    const { asked, everything, follower, database, record } = await open(t)
    await record({ kind: 'http-api', subject: 'a' })
    await record({ kind: 'http-api', subject: 'b' })
    await database.run('DELETE FROM configuration_change WHERE version = 1')
    await follower.catchUp()
    assert.deepEqual(asked.splice(0), everything)
    await record({ kind: 'http-api', subject: 'c' })
    await follower.catchUp()
    assert.deepEqual(asked, ['api c'])
  })

  it('takes up everything when it has the database again', async (t) => {
    const { asked, everything, follower, reach, record } = await open(t)
    reach(false)
    await record({ kind: 'http-api', subject: 'a' })
    await assert.rejects(follower.catchUp(), /gone/)
    assert.deepEqual(asked, [])
    reach(true)
    await follower.catchUp()
    assert.deepEqual(asked, everything)
  })
})
