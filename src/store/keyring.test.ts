import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { seededRandom } from '../ports/random.ts'
import { openKeyring, WrongMasterKeyError } from './keyring.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

const random = seededRandom('keyring')
const [first, second, other] = [random.bytes(32), random.bytes(32), random.bytes(32)]

async function openDatabase(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  return database
}

describe('the keyring', () => {
  it('is used with the master key that it was first used with, and with no other', async (t) => {
    const database = await openDatabase(t)
    const { vault } = await openKeyring(database, random, first)
    const sealed = vault.seal('secret', 'purpose')
    await assert.rejects(openKeyring(database, random, other), WrongMasterKeyError)
    const again = await openKeyring(database, random, first)
    assert.equal(again.vault.open(sealed, 'purpose').toString(), 'secret')
    assert.equal(again.vault.fingerprint('text', 'purpose'), vault.fingerprint('text', 'purpose'))
  })

  it('is sealed under the new master key when it is opened with the earlier one, too, and no longer under that', async (t) => {
    const database = await openDatabase(t)
    const sealed = (await openKeyring(database, random, first)).vault.seal('secret', 'purpose')
    const { vault } = await openKeyring(database, random, second, [other, first])
    assert.equal(vault.open(sealed, 'purpose').toString(), 'secret')
    await openKeyring(database, random, second)
    await assert.rejects(openKeyring(database, random, first), WrongMasterKeyError)
  })

  it('seals with a new key, opens what earlier ones sealed, and keeps its fingerprints', async (t) => {
    const database = await openDatabase(t)
    const keyring = await openKeyring(database, random, first)
    const node = await openKeyring(database, random, first)
    const fingerprint = keyring.vault.fingerprint('text', 'purpose')
    const old = keyring.vault.seal('old', 'purpose')
    const added = random.bytes(32)
    assert.equal(await keyring.replace({ keys: { sealing: added, earlier: [keyring.keys().sealing] } }), true)
    const young = keyring.vault.seal('young', 'purpose')
    assert.throws(() => node.vault.open(young, 'purpose'))
    await node.reload()
    for (const { vault } of [keyring, node]) {
      assert.deepEqual(
        [old, young].map((sealed) => vault.open(sealed, 'purpose').toString()),
        ['old', 'young'],
      )
      assert.equal(vault.fingerprint('text', 'purpose'), fingerprint)
    }
  })

  it('opens what a key sealed that has left it until the process ends, and no longer', async (t) => {
    const database = await openDatabase(t)
    const keyring = await openKeyring(database, random, first)
    const old = keyring.vault.seal('old', 'purpose')
    await keyring.replace({ keys: { sealing: random.bytes(32) } })
    assert.equal(keyring.vault.open(old, 'purpose').toString(), 'old')
    const { vault } = await openKeyring(database, random, first)
    assert.throws(() => vault.open(old, 'purpose'))
  })

  it('is left as another node made it meanwhile', async (t) => {
    const database = await openDatabase(t)
    const [one, two] = [await openKeyring(database, random, first), await openKeyring(database, random, first)]
    assert.equal(await one.replace({ keys: { sealing: random.bytes(32) } }), true)
    assert.equal(await two.replace({ keys: { sealing: random.bytes(32) } }), false)
    await two.reload()
    assert.deepEqual(two.keys(), one.keys())
  })
})
