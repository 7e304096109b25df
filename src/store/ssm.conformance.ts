import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ParameterRecord, ParameterStore } from '../ssm/store.ts'
import type { Database } from './sql.ts'
import { parameterStore } from './ssm.ts'

const parameter: ParameterRecord = {
  region: 'eu-west-1',
  name: '/app/Stage',
  type: 'StringList',
  value: 'a,b',
  description: '',
  allowedPattern: '',
  tags: { team: 'a' },
  version: 1,
  modifiedAt: new Date('2026-11-22T10:00:00.123Z'),
}

/** What every store of parameters must do, whatever the database. `open` gives an empty, migrated one. */
export function parameterStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<ParameterStore> => {
    const database = await open()
    t.after(() => database.close())
    return parameterStore(database)
  }

  describe(`the store of parameters on ${name}`, () => {
    it('keeps one of a name in each region, case told apart', async (t) => {
      const store = await openStore(t)
      const inserted = await Promise.all([store.insertParameter(parameter), store.insertParameter(parameter)])
      assert.deepEqual(new Set(inserted), new Set([true, false]))
      assert.equal(await store.insertParameter({ ...parameter, region: 'us-east-1' }), true)
      assert.equal(await store.insertParameter({ ...parameter, name: '/app/stage', value: 'other' }), true)
      assert.deepEqual(await store.findParameter('eu-west-1', '/app/Stage'), parameter)
      assert.equal(await store.findParameter('eu-west-2', '/app/Stage'), undefined)
    })

    it('replaces what nobody has changed meanwhile', async (t) => {
      const store = await openStore(t)
      await store.insertParameter(parameter)
      const next = { ...parameter, value: 'c', description: 'd', version: 2, modifiedAt: new Date(5) }
      const replaced = await Promise.all([
        store.replaceParameter(next, parameter),
        store.replaceParameter(next, parameter),
      ])
      assert.deepEqual(new Set(replaced), new Set([true, false]))
      assert.deepEqual(await store.findParameter('eu-west-1', '/app/Stage'), next)
    })

    it('keeps what was encrypted, and lists those of a region in the order of names', async (t) => {
      const store = await openStore(t)
      const secret = { ciphertext: new Uint8Array([0, 255]), keyId: 'alias/app' }
      const encrypted: ParameterRecord = { ...parameter, name: 'b', type: 'SecureString', value: '', secret }
      const names = async (after: string, limit: number) =>
        (await store.listParameters('eu-west-1', after, limit)).map(({ name: listed }) => listed)
      for (const one of [encrypted, { ...parameter, name: 'a' }, { ...parameter, name: 'c' }])
        await store.insertParameter(one)
      await store.insertParameter({ ...parameter, name: 'bb', region: 'us-east-1' })
      const found = await store.findParameter('eu-west-1', 'b')
      assert.deepEqual(
        [found?.secret && [...found.secret.ciphertext], found?.secret?.keyId, found?.tags],
        [[0, 255], 'alias/app', { team: 'a' }],
      )
      assert.deepEqual([await names('', 2), await names('b', 2)], [['a', 'b'], ['c']])
    })

    it('does not replace what has got other tags meanwhile', async (t) => {
      const store = await openStore(t)
      await store.insertParameter(parameter)
      assert.equal(await store.replaceParameter({ ...parameter, tags: {} }, parameter), true)
      assert.equal(await store.replaceParameter({ ...parameter, value: 'c', version: 2 }, parameter), false)
    })

    it('deletes one once', async (t) => {
      const store = await openStore(t)
      await store.insertParameter(parameter)
      assert.equal(await store.deleteParameter('eu-west-1', '/app/Stage'), true)
      assert.equal(await store.deleteParameter('eu-west-1', '/app/Stage'), false)
      assert.equal(await store.findParameter('eu-west-1', '/app/Stage'), undefined)
    })
  })
}
