import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { runPoolgate, startServer, temporaryDirectory } from '../../support/server.ts'

const poolgate = (...args: string[]) => run(process.execPath, ['bin/poolgate.js', ...args])

/** A server with a pool, a client with a secret and a user. */
async function startFilled() {
  const server = await startServer()
  const clients = sdkClients(server.url)
  const { UserPool } = await clients.cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
  const UserPoolId = UserPool?.Id
  const { UserPoolClient } = await clients.cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'app', GenerateSecret: true }),
  )
  await clients.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'ada' }))
  const addUser = (Username: string) => clients.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username }))
  const stop = async () => {
    clients.close()
    await server.stop()
  }
  return { server, UserPoolId, client: UserPoolClient, addUser, stop }
}

describe('poolgate backup and restore', () => {
  it('brings an installation back as it was, secrets and all, from a copy that was made while it served', async () => {
    const { server, UserPoolId, client, addUser, stop } = await startFilled()
    const file = join(temporaryDirectory(), 'backup.db')
    const made = await poolgate('backup', file, '--data-dir', server.dataDir)
    assert.deepEqual([made.code, made.stderr], [0, ''])
    assert.match(
      made.stdout,
      /^backed up .*poolgate\.db to .*backup\.db: \d+\.\d MiB, schema \d+, checked\nNOT IN IT: the master key/,
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
    await addUser('later')
    await stop()

    const dataDir = temporaryDirectory()
    await copyFile(join(server.dataDir, 'master.key'), join(dataDir, 'master.key'))
    const restored = await poolgate('restore', file, '--data-dir', dataDir)
    assert.deepEqual([restored.code, restored.stderr], [0, ''])
    assert.match(restored.stdout, /the master key opens what is sealed in it\n$/)
    const again = await startServer({ dataDir })
    const { cognito, close } = sdkClients(again.url)
    const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId }))
    assert.deepEqual(
      Users.map(({ Username }) => Username),
      ['ada'],
    )
    const { UserPoolClient } = await cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId: client?.ClientId }),
    )
    assert.equal(UserPoolClient?.ClientSecret, client?.ClientSecret)
    close()
    await again.stop()
  })

  it('replaces neither a file nor a database without --force, and keeps the database that it replaces', async () => {
    const { server, stop } = await startFilled()
    const { dataDir } = server
    const file = join(temporaryDirectory(), 'backup.db')
    writeFileSync(file, 'something else')
    const refused = await poolgate('backup', file, '--data-dir', dataDir)
    assert.deepEqual([refused.code, refused.stderr], [1, `poolgate backup: ${file} exists; --force replaces it\n`])
    assert.equal(readFileSync(file, 'utf8'), 'something else')
    assert.equal((await poolgate('backup', file, '--data-dir', dataDir, '--force')).code, 0)

    const busy = await poolgate('restore', file, '--data-dir', dataDir, '--force')
    assert.equal(busy.code, 1)
    assert.match(busy.stderr, /another poolgate is using the data directory .*; stop it first/)
    await stop()
    const full = await poolgate('restore', file, '--data-dir', dataDir)
    assert.equal(full.code, 1)
    assert.match(full.stderr, /poolgate\.db exists; --force replaces it, and keeps it as poolgate\.db\.replaced/)
    const { code, stdout } = await poolgate('restore', file, '--data-dir', dataDir, '--force')
    assert.equal(code, 0)
    assert.match(stdout, /the database that was there is now .*poolgate\.db\.replaced/)
    assert.ok(existsSync(join(dataDir, 'poolgate.db.replaced')))
    const again = await startServer({ dataDir })
    await again.stop()
  })

  it('restores nothing that is damaged, newer, no backup, or sealed under another master key', async () => {
    const { server, stop } = await startFilled()
    await stop()
    const directory = temporaryDirectory()
    const file = join(directory, 'backup.db')
    await poolgate('backup', file, '--data-dir', server.dataDir)
    let count = 0
    const restoreInto = async (from: string, prepare: (dataDir: string) => void = () => {}) => {
      const dataDir = join(directory, `data-${++count}`)
      await mkdir(dataDir)
      prepare(dataDir)
      const outcome = await poolgate('restore', from, '--data-dir', dataDir)
      return { ...outcome, files: readdirSync(dataDir).filter((name) => name.startsWith('poolgate.db')) }
    }
    const other = Buffer.alloc(32, 7).toString('base64')
    const sealed = await restoreInto(file, (dataDir) => writeFileSync(join(dataDir, 'master.key'), other))
    assert.deepEqual([sealed.code, sealed.files], [1, []])
    assert.match(sealed.stderr, /the master key is not the one/)

    const keyless = await restoreInto(file)
    assert.deepEqual([keyless.code, keyless.files], [0, ['poolgate.db']])
    assert.match(keyless.stderr, /^THE MASTER KEY IS MISSING/)

    const damaged = join(directory, 'damaged.db')
    const bytes = readFileSync(file)
    writeFileSync(damaged, bytes.subarray(0, bytes.length / 2))
    const broken = await restoreInto(damaged)
    assert.deepEqual([broken.code, broken.files], [1, []])
    assert.match(broken.stderr, /damaged/)

    const none = await restoreInto('package.json')
    assert.deepEqual([none.code, none.files], [1, []])
    assert.match(none.stderr, /package\.json is no database of poolgate, or a damaged one/)

    const newer = join(directory, 'newer.db')
    await copyFile(file, newer)
    const database = new DatabaseSync(newer)
    database.exec('INSERT INTO schema_version (version) VALUES (999)')
    database.close()
    const late = await restoreInto(newer)
    assert.deepEqual([late.code, late.files], [1, []])
    assert.match(late.stderr, /written by a newer poolgate \(schema 999/)
  })

  it('leaves no backup of a kind when it is killed, and makes one the next time', async () => {
    const { server, stop } = await startFilled()
    await stop()
    // Large enough that it is killed before it is done.
    const database = new DatabaseSync(join(server.dataDir, 'poolgate.db'))
    database.exec(`CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64)
      SELECT randomblob(1048576) AS bytes FROM n`)
    database.close()
    const directory = temporaryDirectory()
    const file = join(directory, 'backup.db')
    const killed = runPoolgate(['backup', file, '--data-dir', server.dataDir])
    while (!existsSync(`${file}.part`)) await new Promise((resolve) => setImmediate(resolve))
    await killed.kill()
    assert.ok(!existsSync(file))
    assert.equal((await poolgate('backup', file, '--data-dir', server.dataDir)).code, 0)
    assert.deepEqual(readdirSync(directory), ['backup.db'])
  })

  it('names the tools of PostgreSQL where the data is there', async () => {
    const { code, stderr } = await poolgate('backup', 'x', '--database', 'postgres://nobody:secret@127.0.0.1/none')
    assert.equal(code, 1)
    assert.equal(
      stderr,
      'poolgate backup: the data is in PostgreSQL, which has its own tool: pg_dump --format=custom --file=x URL\n',
    )
  })
})
