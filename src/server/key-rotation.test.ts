import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { recordingLog } from '../ports/log.ts'
import { seededRandom } from '../ports/random.ts'
import { openDataDirectory } from '../store/data-directory.ts'
import { type Keyring, openKeyring, WrongMasterKeyError } from '../store/keyring.ts'
import { migrate } from '../store/migrations/index.ts'
import { openSqlite } from '../store/sqlite.ts'
import { createKeyRotation, type KeyRotation, unlockKeyring } from './key-rotation.ts'

const random = seededRandom('key rotation')

/** A data directory with an access key whose secret is sealed. */
async function openInstallation(t: TestContext) {
  const path = mkdtempSync(join(tmpdir(), 'poolgate-keys-'))
  const database = openSqlite(':memory:')
  t.after(async () => {
    await database.close()
    rmSync(path, { recursive: true })
  })
  await migrate(database)
  /** As a server starts; nothing but the database and the directory is what an earlier one has left. */
  const start = async () => {
    const directory = openDataDirectory(path, random)
    directory.release()
    const keyring = await unlockKeyring(database, random, directory)
    const context = { database, keyring, random, log: recordingLog(), hasOtherNodes: false, ...directory }
    return { directory, keyring, rotation: createKeyRotation(context) }
  }
  const { keyring } = await start()
  await database.run(`INSERT INTO iam_users (name_key, name, id, created_at) VALUES ('a', 'a', 'a', 0)`)
  await database.run(
    `INSERT INTO iam_access_keys (id, name_key, user_name, secret, active, created_at) VALUES ('a', 'a', 'a', ?, 1, 0)`,
    keyring.vault.seal('secret', 'purpose'),
  )
  const readSecret = async ({ vault }: Keyring): Promise<string> => {
    const row = await database.get<{ secret: Uint8Array }>('SELECT secret FROM iam_access_keys')
    return vault.open(row?.secret ?? Buffer.alloc(0), 'purpose').toString()
  }
  return { database, path, start, readSecret }
}

/** Nothing in it waits for time. */
async function ended(rotation: KeyRotation): Promise<void> {
  while (rotation.status().isUnderWay) await new Promise((resolve) => setImmediate(resolve))
}

describe('a rotation of the master key', () => {
  it('makes a new one, keeps the one before beside it, and seals everything anew', async (t) => {
    const { database, path, start, readSecret } = await openInstallation(t)
    const { directory, keyring, rotation } = await start()
    const { sealing } = keyring.keys()
    assert.equal(await rotation.rotateMasterKey(), undefined)
    assert.equal(await rotation.rotateMasterKey(), 'keys are being changed already')
    await ended(rotation)
    assert.deepEqual(rotation.status(), { isUnderWay: false, values: 1 })
    assert.equal(await readSecret(keyring), 'secret')
    assert.ok(existsSync(join(path, 'master.key.previous')) && !existsSync(join(path, 'master.key.next')))
    const again = await start()
    assert.notDeepEqual(again.directory.masterKey, directory.masterKey)
    assert.equal(await readSecret(again.keyring), 'secret')
    assert.notDeepEqual(Buffer.from(again.keyring.keys().sealing), Buffer.from(sealing))
    assert.deepEqual(again.keyring.keys().earlier, [])
    await assert.rejects(openKeyring(database, random, directory.masterKey), WrongMasterKeyError)
  })

  it('is as if it had not begun when the process ends before the ring is sealed under the new key', async (t) => {
    const { path, start, readSecret } = await openInstallation(t)
    const { directory } = await start()
    directory.masterKeyFile?.writeNext(random.bytes(32))
    const again = await start()
    assert.deepEqual(again.directory.masterKey, directory.masterKey)
    assert.equal(await readSecret(again.keyring), 'secret')
    assert.ok(!existsSync(join(path, 'master.key.next')))
  })

  it('is ended by the next start when the process ends after that', async (t) => {
    const { path, start, readSecret } = await openInstallation(t)
    const { directory, keyring } = await start()
    const next = random.bytes(32)
    directory.masterKeyFile?.writeNext(next)
    const { sealing } = keyring.keys()
    await keyring.replace({ masterKey: next, keys: { sealing: random.bytes(32), earlier: [sealing] } })
    const second = await start()
    assert.ok(!existsSync(join(path, 'master.key.next')))
    second.rotation.resume()
    await ended(second.rotation)
    const third = await start()
    assert.deepEqual(third.directory.masterKey, next)
    assert.deepEqual(third.keyring.keys().earlier, [])
    assert.equal(await readSecret(third.keyring), 'secret')
  })

  it('reaches the other processes of the directory at each of its steps, and none of them ends it', async (t) => {
    const { database, path, start, readSecret } = await openInstallation(t)
    const { directory, keyring, rotation } = await start()
    const startWorker = async () => {
      const worker = await unlockKeyring(database, random, directory, { isShared: true })
      const context = { database, keyring: worker, random, log: recordingLog(), ...directory }
      const own = createKeyRotation({ ...context, hasOtherNodes: false, hasOtherWorkers: true })
      return { worker, takeUp: () => own.takeUp() }
    }
    const before = await startWorker()
    const next = random.bytes(32)
    directory.masterKeyFile?.writeNext(next)
    const between = await startWorker()
    const { sealing } = keyring.keys()
    await keyring.replace({ masterKey: next, keys: { sealing: random.bytes(32), earlier: [sealing] } })
    const after = await startWorker()
    const latest = keyring.vault.seal('latest', 'purpose')
    for (const { worker, takeUp } of [before, between, after]) {
      assert.equal(await takeUp(), true)
      assert.equal(worker.vault.open(latest, 'purpose').toString(), 'latest')
      assert.equal(await readSecret(worker), 'secret')
    }
    assert.ok(existsSync(join(path, 'master.key.next')))
    assert.match((await rotation.rotateMasterKey()) ?? '', /^an earlier rotation did not end: restart the server/)
  })

  it('gives other processes the new key to open with before anything is sealed with it', async (t) => {
    const { database, start, readSecret } = await openInstallation(t)
    const { directory, keyring } = await start()
    const worker = await unlockKeyring(database, random, directory, { isShared: true })
    const context = { database, random, log: recordingLog(), hasOtherNodes: false, ...directory }
    const other = createKeyRotation({ ...context, keyring: worker })
    const seen: boolean[] = []
    const replace: Keyring['replace'] = async (change) => {
      const isReplaced = await keyring.replace(change)
      // Sealed after one step, and read by a process that has taken up no more than the one before.
      const sealed = keyring.vault.seal('now', 'purpose')
      seen.push(worker.vault.open(sealed, 'purpose').toString() === 'now')
      await other.takeUp()
      return isReplaced
    }
    const rotation = createKeyRotation({ ...context, keyring: { ...keyring, replace }, hasOtherWorkers: true })
    assert.equal(await rotation.rotateMasterKey(), undefined)
    await ended(rotation)
    assert.deepEqual(seen, [true, true, true])
    assert.equal(await readSecret(worker), 'secret')
  })

  it('is refused where the key is not in the directory, or other nodes have it, too', async (t) => {
    const { database, start } = await openInstallation(t)
    const { keyring, directory } = await start()
    const context = { database, keyring, random, log: recordingLog() }
    for (const rotation of [
      createKeyRotation({ ...context, hasOtherNodes: false }),
      createKeyRotation({ ...context, ...directory, hasOtherNodes: true }),
    ])
      assert.match((await rotation.rotateMasterKey()) ?? '', /--previous-master-key-file.*'poolgate keys reseal'$/)
  })
})

describe('sealing anew', () => {
  it('takes a new key and leaves the master key', async (t) => {
    const { start, readSecret } = await openInstallation(t)
    const { directory, keyring, rotation } = await start()
    const { sealing } = keyring.keys()
    assert.equal(await rotation.reseal(), undefined)
    await ended(rotation)
    const again = await start()
    assert.deepEqual(again.directory.masterKey, directory.masterKey)
    assert.notDeepEqual(Buffer.from(again.keyring.keys().sealing), Buffer.from(sealing))
    assert.equal(await readSecret(again.keyring), 'secret')
  })

  it('says when something is damaged, and that it is done apart from that', async (t) => {
    const { database, start } = await openInstallation(t)
    const { keyring, rotation } = await start()
    const sealed = keyring.vault.seal('secret', 'purpose')
    const damaged = Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)])
    await database.run('UPDATE iam_access_keys SET secret = ?', damaged)
    await rotation.reseal()
    await ended(rotation)
    assert.deepEqual(rotation.status(), {
      isUnderWay: false,
      values: 0,
      failure: '1 values are damaged; the key that they are sealed with is kept',
    })
  })
})
