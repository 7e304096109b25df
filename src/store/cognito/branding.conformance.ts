import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { BrandingRecord, TermsRecord, UiCustomizationRecord } from '../../cognito/branding-store.ts'
import type { CognitoStore } from '../../cognito/store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const later = new Date(now.getTime() + 1)
const poolId = 'us-east-1_pool'
const dated = { createdAt: now, modifiedAt: now }

function newCustomization(more: Partial<UiCustomizationRecord> = {}): UiCustomizationRecord {
  return { poolId, ...dated, ...more }
}

function newBranding(id: string, clientId: string, more: Partial<BrandingRecord> = {}): BrandingRecord {
  return { id, poolId, clientId, useCognitoProvidedValues: true, assets: [], ...dated, revision: 0, ...more }
}

function newTerms(id: string, clientId: string, more: Partial<TermsRecord> = {}): TermsRecord {
  const links = { 'cognito:default': 'https://example.com/terms' }
  const named = { name: 'terms-of-use', source: 'LINK', enforcement: 'NONE', links } as const
  return { id, poolId, clientId, ...named, ...dated, revision: 0, ...more }
}

/** What every store of login pages must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoBrandingConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) =>
    openStoreWithPools(t, open, { pools: [poolId, 'us-east-1_other'], clients: ['web', 'app'] })
  const customization = async (store: CognitoStore, clientId?: string) => {
    const found = await store.findUiCustomization(poolId, clientId)
    return found && { ...found, ...(found.image && { image: new Uint8Array(found.image) }) }
  }

  describe(`the store of user interface customizations on ${name}`, () => {
    it('keeps one for all clients and one of each', async (t) => {
      const store = await openStore(t)
      const forAll = newCustomization({ css: '.a{}' })
      const forWeb = newCustomization({ clientId: 'web', image: new Uint8Array([0, 255]) })
      for (const each of [forAll, forWeb]) await store.putUiCustomization(each)
      assert.deepEqual([await customization(store), await customization(store, 'web')], [forAll, forWeb])
      assert.equal(await customization(store, 'app'), undefined)
    })

    it('replaces all of one but its time of creation', async (t) => {
      const store = await openStore(t)
      await store.putUiCustomization(newCustomization({ css: '.a{}', image: new Uint8Array([1]) }))
      const put = await store.putUiCustomization(newCustomization({ css: '.b{}', createdAt: later, modifiedAt: later }))
      assert.deepEqual(put, newCustomization({ css: '.b{}', modifiedAt: later }))
      assert.deepEqual(await customization(store), put)
    })

    it('drops one when asked to, and with its client', async (t) => {
      const store = await openStore(t)
      for (const clientId of ['web', 'app']) await store.putUiCustomization(newCustomization({ clientId }))
      await store.deleteUiCustomization(poolId, 'web')
      await store.deleteUiCustomization(poolId)
      await store.deleteClient(poolId, 'app')
      assert.deepEqual([await customization(store, 'web'), await customization(store, 'app')], [undefined, undefined])
      assert.equal(await store.putUiCustomization(newCustomization({ clientId: 'app' })), undefined)
      assert.equal(await store.putUiCustomization(newCustomization({ poolId: 'us-east-1_gone' })), undefined)
    })
  })

  describe(`the store of branding styles on ${name}`, () => {
    it('keeps one style of a client and gives it back', async (t) => {
      const store = await openStore(t)
      const branding = newBranding('1', 'web', {
        useCognitoProvidedValues: false,
        settings: { categories: { form: [1, null, 'NUL \0'] } },
        assets: [{ Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'PNG', Bytes: new Uint8Array([0, 255]) }],
      })
      assert.equal(await store.insertBranding(branding), 'inserted')
      assert.equal(await store.insertBranding(newBranding('2', 'web')), 'exists')
      assert.equal(await store.insertBranding(newBranding('3', 'gone')), 'client-gone')
      assert.equal(await store.insertBranding(newBranding('4', 'app', { poolId: 'us-east-1_other' })), 'client-gone')
      assert.deepEqual(await store.findBranding(poolId, '1'), branding)
      assert.deepEqual(await store.findBrandingOfClient(poolId, 'web'), branding)
      assert.equal(await store.findBranding('us-east-1_other', '1'), undefined)
      assert.equal(await store.findBrandingOfClient(poolId, 'app'), undefined)
      assert.equal(await store.countBrandings(poolId), 1)
    })

    it('replaces the revision that it was given, and drops one when asked to or with its client', async (t) => {
      const store = await openStore(t)
      for (const [id, clientId] of [
        ['1', 'web'],
        ['2', 'app'],
      ] as const)
        await store.insertBranding(newBranding(id, clientId))
      const changed = newBranding('1', 'web', { settings: {}, useCognitoProvidedValues: false, modifiedAt: later })
      assert.deepEqual([await store.replaceBranding(changed), await store.replaceBranding(changed)], [true, false])
      assert.deepEqual(await store.findBranding(poolId, '1'), { ...changed, revision: 1 })
      assert.deepEqual(
        [await store.deleteBranding(poolId, '1'), await store.deleteBranding(poolId, '1')],
        [true, false],
      )
      await store.deleteClient(poolId, 'app')
      assert.equal(await store.countBrandings(poolId), 0)
    })
  })

  describe(`the store of terms on ${name}`, () => {
    it('keeps one of each name of a client and gives it back', async (t) => {
      const store = await openStore(t)
      const terms = newTerms('1', 'web')
      assert.equal(await store.insertTerms(terms), 'inserted')
      assert.equal(await store.insertTerms(newTerms('2', 'web')), 'exists')
      assert.equal(await store.insertTerms(newTerms('3', 'web', { name: 'privacy-policy' })), 'inserted')
      assert.equal(await store.insertTerms(newTerms('4', 'app')), 'inserted')
      assert.equal(await store.insertTerms(newTerms('5', 'gone')), 'client-gone')
      assert.deepEqual(await store.findTerms(poolId, '1'), terms)
      assert.equal(await store.findTerms('us-east-1_other', '1'), undefined)
      assert.equal(await store.countTerms(poolId), 3)
    })

    it('replaces the revision that it was given, unless the name is taken', async (t) => {
      const store = await openStore(t)
      await store.insertTerms(newTerms('1', 'web'))
      await store.insertTerms(newTerms('2', 'web', { name: 'privacy-policy' }))
      assert.equal(await store.replaceTerms(newTerms('2', 'web')), 'exists')
      const changed = newTerms('1', 'web', {
        links: { 'cognito:english': 'https://example.com/en' },
        modifiedAt: later,
      })
      assert.deepEqual([await store.replaceTerms(changed), await store.replaceTerms(changed)], ['replaced', 'changed'])
      assert.deepEqual(await store.findTerms(poolId, '1'), { ...changed, revision: 1 })
    })

    it('lists them page by page, and drops one when asked to or with its client', async (t) => {
      const store = await openStore(t)
      await store.insertTerms(newTerms('b', 'web'))
      await store.insertTerms(newTerms('a', 'web', { name: 'privacy-policy' }))
      await store.insertTerms(newTerms('c', 'app'))
      const first = await store.listTerms(poolId, { limit: 2 })
      assert.deepEqual([first.items.map(({ id }) => id), first.next], [['a', 'b'], 'b'])
      const rest = await store.listTerms(poolId, { limit: 2, after: 'b' })
      assert.deepEqual([rest.items.map(({ id }) => id), rest.next], [['c'], undefined])
      assert.deepEqual([await store.deleteTerms(poolId, 'c'), await store.deleteTerms(poolId, 'c')], [true, false])
      await store.deleteClient(poolId, 'web')
      assert.equal(await store.countTerms(poolId), 0)
    })
  })
}
