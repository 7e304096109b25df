import assert from 'node:assert/strict'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const poolgate = (...args: string[]) => run(process.execPath, ['bin/poolgate.js', ...args])

/** A pool whose client has a secret, and how to read that again. */
async function makeSecret(server: SpawnedServer) {
  const { cognito, close } = sdkClients(server.url)
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))).UserPool?.Id
  const settings = { UserPoolId, ClientName: 'app', GenerateSecret: true }
  const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand(settings))
  close()
  const read = async ({ url }: SpawnedServer) => {
    const clients = sdkClients(url)
    const client = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: UserPoolClient?.ClientId })
    const secret = (await clients.cognito.send(client)).UserPoolClient?.ClientSecret
    clients.close()
    return secret
  }
  return { secret: UserPoolClient?.ClientSecret, read }
}

describe('the keys that everything is sealed with', () => {
  it('rotate while the server serves, and a backup from before takes the master key of then', async () => {
    const server = await startServer()
    const { secret, read } = await makeSecret(server)
    const { dataDir } = server
    const backup = join(temporaryDirectory(), 'before.db')
    await poolgate('backup', backup, '--data-dir', dataDir)
    const before = readFileSync(join(dataDir, 'master.key'), 'utf8')
    const { code, stdout, stderr } = await poolgate('keys', 'rotate-master', '--port', String(server.port))
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(
      stdout,
      /^there is a new master key: .*\n.*master\.key\.previous.*\nsealed anew: \d+ values; nothing is/,
    )
    assert.equal(await read(server), secret)
    await server.kill()

    assert.notEqual(readFileSync(join(dataDir, 'master.key'), 'utf8'), before)
    assert.equal(readFileSync(join(dataDir, 'master.key.previous'), 'utf8'), before)
    const again = await startServer({ dataDir })
    assert.equal(await read(again), secret)
    await again.stop()

    const refused = await poolgate('restore', backup, '--force', '--data-dir', dataDir)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /the master key is not the one/)
    renameSync(join(dataDir, 'master.key.previous'), join(dataDir, 'master.key'))
    assert.equal((await poolgate('restore', backup, '--force', '--data-dir', dataDir)).code, 0)
    const restored = await startServer({ dataDir })
    assert.equal(await read(restored), secret)
    await restored.stop()
  })

  it('go on to be changed by the server that follows one that was killed', async () => {
    const server = await startServer()
    const { secret, read } = await makeSecret(server)
    const { dataDir } = server
    await server.stop()
    // Enough that it is killed before it is done.
    const database = new DatabaseSync(join(dataDir, 'poolgate.db'))
    database.exec(`INSERT INTO signing_keys (kid, pool_id, key_use, sealed_private_key, created_at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      SELECT kid || i, pool_id, 'old', sealed_private_key, 0 FROM signing_keys, n WHERE key_use = 'id'`)
    database.close()
    const killed = await startServer({ dataDir })
    const rotating = poolgate('keys', 'rotate-master', '--port', String(killed.port))
    await killed.line(/"event":"master-key-rotated"/)
    await killed.kill()
    assert.equal((await rotating).code, 1)
    const again = await startServer({ dataDir })
    assert.equal(await read(again), secret)
    assert.match(await again.line(/"event":"sealed-anew"/), /"unreadable":0/)
    assert.equal(await read(again), secret)
    await again.stop()
  })

  it('come from a command, and follow the previous ones at a start', async () => {
    const directory = temporaryDirectory()
    const key = (name: string, byte: number) => {
      const file = join(directory, name)
      writeFileSync(file, Buffer.alloc(32, byte).toString('base64'))
      return file
    }
    const [first, second] = [key('first', 1), key('second', 2)]
    const server = await startServer({ args: ['--master-key-command', `cat ${first}`] })
    const { secret, read } = await makeSecret(server)
    const { dataDir } = server
    const refused = await poolgate('keys', 'rotate-master', '--port', String(server.port))
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /restart every node with the new one, .*--previous-master-key-file/)
    await server.stop()
    const args = ['--master-key-file', second, '--previous-master-key-file', first]
    const rotated = await startServer({ dataDir, args })
    assert.equal(await read(rotated), secret)
    const { code, stdout } = await poolgate('keys', 'reseal', '--port', String(rotated.port))
    assert.equal(code, 0)
    assert.match(stdout, /^sealed anew: \d+ values; nothing is sealed with the earlier keys any more\n$/)
    await rotated.stop()
    const later = await startServer({ dataDir, args: ['--master-key-file', second] })
    assert.equal(await read(later), secret)
    await later.stop()
    const wrong = await poolgate('serve', '--port', '0', '--data-dir', dataDir, '--master-key-file', first)
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /the master key is not the one/)
  })
})
