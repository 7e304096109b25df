import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiMappingRecord, DomainNameRecord } from '../../gateway/store.ts'
import { newApi } from '../../../test/support/stored-apis.ts'
import { gatewayStore } from './store.ts'
import type { Database } from '../sql.ts'

const region = 'us-east-1'

function newDomain(domainName: string, more: Partial<DomainNameRecord> = {}): DomainNameRecord {
  return {
    domainName,
    region,
    apiGatewayDomainName: 'd-abcdefghij.execute-api.us-east-1.amazonaws.com',
    certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1',
    ipAddressType: 'ipv4',
    tags: { createdAt: '2026-01-01T00:00:00.000Z' },
    ...more,
  }
}

const newMapping = (apiMappingId: string, apiMappingKey: string, apiId = 'abcdefghij'): ApiMappingRecord => {
  return { apiMappingId, apiMappingKey, apiId, stage: '$default' }
}

/** What every store of custom domains must do. @param open opens an empty, migrated database */
export function domainStoreConformance(name: string, open: () => Promise<Database>): void {
  describe(`custom domains in ${name}`, () => {
    const openStore = async () => {
      const store = gatewayStore(await open())
      await store.insertApi(newApi('abcdefghij'))
      const map = (domainName: string, ...mappings: readonly ApiMappingRecord[]) =>
        store.changeDomain({ region, domainName, apiId: 'abcdefghij' }, (draft) => {
          for (const mapping of mappings) draft.mappings.set(mapping.apiMappingId, mapping)
          return {}
        })
      return { store, map }
    }

    it('gives a domain back as it was', async () => {
      const { store, map } = await openStore()
      const [domain, mapping] = [newDomain('a.example'), newMapping('m1', 'orders/v1')]
      assert.equal(await store.insertDomain(domain), true)
      await map('a.example', mapping)
      const found = await store.findDomain(region, 'a.example')
      assert.deepEqual(found, { domain, mappings: new Map([['m1', mapping]]) })
      assert.deepEqual(await store.listMappedDomains(), [found])
    })

    it('keeps a name once over all regions, and finds it in its own only', async () => {
      const { store } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      assert.equal(await store.insertDomain(newDomain('a.example', { region: 'eu-west-1' })), false)
      assert.equal(await store.findDomain('eu-west-1', 'a.example'), undefined)
      assert.equal(await store.changeDomain({ region: 'eu-west-1', domainName: 'a.example' }, () => ({})), undefined)
      assert.equal(await store.deleteDomain('eu-west-1', 'a.example'), false)
    })

    it('lists and counts the domains of a region, page by page', async () => {
      const { store } = await openStore()
      for (const domainName of ['b.example', 'a.example', 'c.example']) await store.insertDomain(newDomain(domainName))
      await store.insertDomain(newDomain('d.example', { region: 'eu-west-1' }))
      const first = await store.listDomains(region, { limit: 2 })
      assert.deepEqual(
        [first.items.map(({ domainName }) => domainName), first.next],
        [['a.example', 'b.example'], 'b.example'],
      )
      const second = await store.listDomains(region, { limit: 2, after: 'b.example' })
      assert.deepEqual([second.items.map(({ domainName }) => domainName), second.next], [['c.example'], undefined])
      assert.equal(await store.countDomains(region), 3)
    })

    it('writes changed settings, and mappings that swap their keys', async () => {
      const { store, map } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      await map('a.example', newMapping('m1', 'one'), newMapping('m2', 'two'))
      await map('a.example', newMapping('m1', 'two'), newMapping('m2', 'one'))
      await store.changeDomain({ region, domainName: 'a.example' }, (draft) => {
        draft.domain = { ...draft.domain, tags: { team: 'shop' } }
        draft.mappings.delete('m2')
        return {}
      })
      const found = await store.findDomain(region, 'a.example')
      assert.deepEqual(found?.domain.tags, { team: 'shop' })
      assert.deepEqual([...(found?.mappings.values() ?? [])], [newMapping('m1', 'two')])
    })

    it('leaves everything as it was when a change throws', async () => {
      const { store } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      const change = store.changeDomain({ region, domainName: 'a.example' }, (draft) => {
        draft.domain = { ...draft.domain, tags: {} }
        throw new Error('no')
      })
      await assert.rejects(change, { message: 'no' })
      assert.deepEqual((await store.findDomain(region, 'a.example'))?.domain, newDomain('a.example'))
    })

    it('shows a change the API that it names, unless there is none in the region', async () => {
      const { store } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      const seen: (string | undefined)[] = []
      for (const apiId of ['abcdefghij', 'zzzzzzzzzz'])
        await store.changeDomain({ region, domainName: 'a.example', apiId }, (_draft, api) => {
          seen.push(api?.api.apiId)
          return {}
        })
      assert.deepEqual(seen, ['abcdefghij', undefined])
    })

    it('keeps an API as long as a domain is mapped to it', async () => {
      const { store, map } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      await map('a.example', newMapping('m1', ''))
      assert.equal(await store.deleteApi(region, 'abcdefghij'), 'mapped')
      assert.ok(await store.findApi(region, 'abcdefghij'))
      assert.equal(await store.deleteDomain(region, 'a.example'), true)
      assert.equal(await store.deleteDomain(region, 'a.example'), false)
      assert.equal(await store.deleteApi(region, 'abcdefghij'), 'deleted')
    })

    it('never maps a domain to an API that is being deleted', async () => {
      const { store } = await openStore()
      await store.insertDomain(newDomain('a.example'))
      const mapping = store.changeDomain({ region, domainName: 'a.example', apiId: 'abcdefghij' }, (draft, api) => {
        if (api) draft.mappings.set('m1', newMapping('m1', ''))
        return {}
      })
      const [, outcome] = await Promise.all([mapping, store.deleteApi(region, 'abcdefghij')])
      const mapped = (await store.findDomain(region, 'a.example'))?.mappings.size
      assert.equal(mapped, outcome === 'mapped' ? 1 : 0)
    })
  })
}
