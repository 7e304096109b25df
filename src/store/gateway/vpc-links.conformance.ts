import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiDraft, IntegrationRecord, RouteRecord, VpcLinkRecord } from '../../gateway/store.ts'
import { newApi } from '../../../test/support/stored-apis.ts'
import { gatewayStore } from './store.ts'
import type { Database } from '../sql.ts'

const region = 'us-east-1'

function newLink(vpcLinkId: string, more: Partial<VpcLinkRecord> = {}): VpcLinkRecord {
  return {
    vpcLinkId,
    region,
    name: 'inside',
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: [],
    tags: { createdAt: '2026-01-01T00:00:00.000Z' },
    createdAt: new Date('2026-01-02T03:04:05.678Z'),
    ...more,
  }
}

const integration: IntegrationRecord = {
  integrationId: 'iiiiiii',
  integrationType: 'HTTP_PROXY',
  integrationUri: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/a/1/2',
  integrationMethod: 'ANY',
  connectionType: 'VPC_LINK',
  connectionId: 'abc123',
  serverNameToVerify: 'inside.example.com',
  payloadFormatVersion: '1.0',
  timeoutInMillis: 30_000,
}
const route: RouteRecord = {
  routeId: 'rrrrrrr',
  routeKey: 'GET /',
  target: 'integrations/iiiiiii',
  authorizationType: 'NONE',
}

function apiThrough(apiId: string, inRegion = region): ApiDraft {
  return {
    ...newApi(apiId, inRegion),
    routes: new Map([['rrrrrrr', route]]),
    integrations: new Map([['iiiiiii', integration]]),
  }
}

function whenGone(vpcLinkId: string): never {
  throw new Error(`gone: ${vpcLinkId}`)
}

/** What every store of VPC links must do. @param open opens an empty, migrated database */
export function vpcLinkStoreConformance(name: string, open: () => Promise<Database>): void {
  describe(`VPC links in ${name}`, () => {
    const openStore = async () => gatewayStore(await open())

    it('are given back as they were', async () => {
      const store = await openStore()
      assert.equal(await store.insertVpcLink(newLink('abc123')), true)
      assert.deepEqual(await store.findVpcLink(region, 'abc123'), newLink('abc123'))
      assert.equal(await store.insertVpcLink(newLink('abc123', { name: 'other' })), false)
    })

    it('belong to one region', async () => {
      const store = await openStore()
      await store.insertVpcLink(newLink('abc123'))
      assert.equal(await store.findVpcLink('eu-west-1', 'abc123'), undefined)
      assert.equal(await store.changeVpcLink('eu-west-1', 'abc123', (link) => link), undefined)
      assert.equal(await store.deleteVpcLink('eu-west-1', 'abc123'), 'missing')
      assert.equal(await store.countVpcLinks('eu-west-1'), 0)
      assert.equal(await store.countVpcLinks(region), 1)
    })

    it('are listed page by page, in the order of ids', async () => {
      const store = await openStore()
      for (const id of ['c', 'a', 'b']) await store.insertVpcLink(newLink(id))
      const first = await store.listVpcLinks(region, { limit: 2 })
      assert.deepEqual([first.items.map(({ vpcLinkId }) => vpcLinkId), first.next], [['a', 'b'], 'b'])
      const second = await store.listVpcLinks(region, { limit: 2, after: 'b' })
      assert.deepEqual([second.items.map(({ vpcLinkId }) => vpcLinkId), second.next], [['c'], undefined])
    })

    it('are changed one change after the other', async () => {
      const store = await openStore()
      await store.insertVpcLink(newLink('abc123', { tags: {} }))
      const tag = (key: string) =>
        store.changeVpcLink(region, 'abc123', (link) => ({ ...link, tags: { ...link.tags, [key]: '1' } }))
      await Promise.all([tag('a'), tag('b')])
      assert.deepEqual((await store.findVpcLink(region, 'abc123'))?.tags, { a: '1', b: '1' })
    })

    it('stay while an integration goes through them, which is told', async () => {
      const store = await openStore()
      await store.insertVpcLink(newLink('abc123'))
      await store.insertApi(apiThrough('abcdefghij'), whenGone)
      await store.insertVpcLink(newLink('abc123', { region: 'eu-west-1' }))
      await store.insertApi(apiThrough('bbbbbbbbbb', 'eu-west-1'), whenGone)
      assert.deepEqual(await store.deleteVpcLink(region, 'abc123'), [{ integration, routes: [route] }])
      await store.deleteApi(region, 'abcdefghij')
      assert.equal(await store.deleteVpcLink(region, 'abc123'), 'deleted')
      assert.equal(await store.findVpcLink(region, 'abc123'), undefined)
    })

    it('are needed by integrations that are to go through them', async () => {
      const store = await openStore()
      const gone = { message: 'gone: abc123' }
      await assert.rejects(store.insertApi(apiThrough('abcdefghij'), whenGone), gone)
      assert.equal(await store.findApi(region, 'abcdefghij'), undefined)
      await store.insertApi({ ...apiThrough('abcdefghij'), integrations: new Map() }, whenGone)
      const add = () =>
        store.changeApi(region, 'abcdefghij', (draft) => draft.integrations.set('iiiiiii', integration), whenGone)
      await assert.rejects(add, gone)
      assert.equal((await store.findApi(region, 'abcdefghij'))?.integrations.size, 0)
    })

    it('are either deleted or gone through, when both are tried at once', async () => {
      const store = await openStore()
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await store.insertVpcLink(newLink(id))
        await store.insertApi({ ...apiThrough(`api-${id}`), integrations: new Map() }, whenGone)
        const through = { ...integration, connectionId: id }
        const [added, deleted] = await Promise.allSettled([
          store.changeApi(region, `api-${id}`, (draft) => draft.integrations.set('iiiiiii', through), whenGone),
          store.deleteVpcLink(region, id),
        ])
        const isThere = (await store.findVpcLink(region, id)) !== undefined
        assert.equal(added.status, isThere ? 'fulfilled' : 'rejected')
        assert.equal(deleted.status === 'fulfilled' && deleted.value === 'deleted', !isThere)
      }
    })
  })
}
