import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordingLog } from '../../ports/log.ts'
import type { MappedDomain } from '../store.ts'
import {
  send,
  startBackend,
  startGateway,
  type ApiSketch,
  type IntegrationSketch,
} from '../../../test/support/http-api.ts'
import { sketchMappings } from '../../../test/support/custom-domain.ts'
import { functionApi, startFunction } from '../../../test/support/functions.ts'
import { readRequestPath } from '../routing/request-path.ts'
import { explainRequest } from './explain-request.ts'
import { createLiveDomains } from './live-domains.ts'

/** Stages `one`, `two` and `$default`, each with its own place at the backend. */
async function startShop(mappings: Readonly<Record<string, string>>, integration: IntegrationSketch = {}, log = '') {
  const backend = await startBackend()
  const accessLogSettings = { destinationArn: 'arn', logGroup: 'group', format: log }
  const stages = ['one', 'two', '$default'].map((stageName) => {
    const stageVariables = { place: stageName.replace('$', '') }
    return { stageName, stageVariables, ...(log !== '' && { accessLogSettings }) }
  })
  const integrationUri = `${backend.origin}/\${stageVariables.place}`
  const sketch: ApiSketch = {
    routes: [{ routeKey: '$default' }],
    integrations: [{ integrationId: 'backend', integrationUri, ...integration }],
    stages,
  }
  return { backend, sketch, gateway: await startGateway(sketch, { mappings }) }
}

describe('a custom domain', () => {
  for (const [what, mappings, path, seen] of [
    ['prefers the longest key', { 'orders/v1': 'one', 'orders/v1/items': 'two' }, '/orders/v1/items/3', '/two/3'],
    [
      'takes the shorter key when the longer does not fit',
      { 'orders/v1': 'one', 'orders/v1/items': 'two' },
      '/orders/v1/x',
      '/one/x',
    ],
    ['compares whole segments', { orders: 'one', '': 'two' }, '/orders-old/1', '/two/orders-old/1'],
    ['takes everything else by the empty key', { orders: 'one', '': 'two' }, '/other', '/two/other'],
    ['serves the root of an API below its key', { orders: 'one' }, '/orders', '/one/'],
    ['does so with a slash at the end', { orders: 'one' }, '/orders/', '/one/'],
    ['compares keys with their case', { Orders: 'one', '': 'two' }, '/orders/1', '/two/orders/1'],
    ['reads a percent-encoded key', { orders: 'one' }, '/%6Frders/a%20b', '/one/a%20b'],
    ['takes no stage from the path', { '': '$default' }, '/one/a', '/default/one/a'],
  ] as const)
    it(what, async () => {
      const { backend, gateway } = await startShop(mappings)
      assert.equal((await send(gateway.port, `GET ${path}`)).status, 200)
      assert.equal(backend.seen[0]?.target, seen)
    })

  it('answers 404 where no key fits, and tells the operator which there are', async () => {
    const { backend, gateway } = await startShop({ 'orders/v1': 'one' })
    const answer = await send(gateway.port, 'GET /orders')
    assert.deepEqual([answer.status, answer.body], [404, '{"message":"Not Found"}'])
    assert.equal(backend.seen.length, 0)
    await gateway.settled()
    const entry = gateway.log.entries.at(-1)
    assert.equal(entry?.['apiId'], undefined)
    assert.equal(
      entry?.['reason'],
      'no API mapping of shop.example.com has a key that the path begins with (keys: "orders/v1")',
    )
  })

  it('does not begin a path with an encoded slash', async () => {
    const { gateway } = await startShop({ orders: 'one' })
    assert.equal((await send(gateway.port, 'GET /orders%2Fx')).status, 404)
  })

  it('answers 404 when the stage of its mapping is gone', async () => {
    const { gateway } = await startShop({ '': 'gone' })
    assert.equal((await send(gateway.port, 'GET /')).status, 404)
    await gateway.settled()
    assert.equal(gateway.log.entries.at(-1)?.['reason'], "the API mapping's stage gone is gone")
  })

  it('serves an API whose own endpoint is disabled', async () => {
    const { gateway, sketch } = await startShop({ '': 'one' })
    const disable = (started: typeof gateway) => {
      const stages = started.deployed?.stages.map(({ stage, snapshot }) => {
        return { stage, ...(snapshot && { snapshot: { ...snapshot, disableExecuteApiEndpoint: true } }) }
      })
      if (started.deployed && stages) started.deployed = { ...started.deployed, stages }
    }
    disable(gateway)
    assert.equal((await send(gateway.port, 'GET /')).status, 200)
    const direct = await startGateway(sketch)
    disable(direct)
    assert.equal((await send(direct.port, 'GET /one/')).status, 404)
  })

  it('is explained with the mapping that it chose', async () => {
    const { gateway, backend } = await startShop({ 'orders/v1': 'one' })
    const request = { method: 'GET', headers: [], secure: true, place: { hostName: 'shop.example.com' } }
    const steps = await explainRequest(gateway.plane, { ...request, target: '/orders/v1/3' })
    const said = Object.fromEntries(steps.map(({ step, text }) => [step, text]))
    assert.equal(said['api'], 'a1b2c3d4e5 in us-east-1, by the API mapping "orders/v1" of shop.example.com')
    assert.equal(said['integration'], `GET ${backend.origin}/one/3, answers within 30000 ms`)
  })

  it('gives the log the key, the whole path and the domain', async () => {
    const format = '$context.customDomain.basePathMatched $context.path $context.domainName $context.stage'
    const { gateway } = await startShop({ 'orders/v1': 'one' }, {}, format)
    await send(gateway.port, 'GET /orders/v1/3?token=secret')
    await gateway.settled()
    assert.deepEqual(gateway.accessLog.entries, [['group', 'orders/v1 /orders/v1/3 api.example one']])
    assert.equal(gateway.log.entries.at(-1)?.['apiMapping'], '"orders/v1" of shop.example.com')
  })
})

describe('what a function is told of a request to a custom domain (C75)', () => {
  const mappings = { 'orders/v1': 'dev' }
  const stages = [{ stageName: 'dev' }]

  it('has no mapping key in the path of payload format 2.0', async () => {
    const { port, event } = await startFunction(functionApi('2.0', 'GET /{id}', { stages }), {}, { mappings })
    await send(port, 'GET /orders/v1/3')
    const { rawPath, requestContext, pathParameters } = event()
    assert.deepEqual([rawPath, Object(requestContext).http.path, pathParameters], ['/3', '/3', { id: '3' }])
    assert.equal(Object(requestContext).stage, 'dev')
  })

  it('has it in that of payload format 1.0', async () => {
    const { port, event } = await startFunction(functionApi('1.0', 'GET /{id}', { stages }), {}, { mappings })
    await send(port, 'GET /orders/v1/3')
    const { path, resource, requestContext } = event()
    assert.deepEqual([path, resource, Object(requestContext).path], ['/orders/v1/3', '/{id}', '/orders/v1/3'])
  })
})

const wildcard = sketchMappings('*.example.com', { '': 'one' }, 'wild')
const exact = sketchMappings('a.example.com', { '': 'one' }, 'exact')

describe('the custom domains in memory', () => {
  const open = (stored: Map<string, MappedDomain>) => {
    const log = recordingLog()
    const store = {
      findDomain: async (_region: string, name: string) => {
        if (name === 'broken.example.com') throw new Error('no database')
        return stored.get(name)
      },
      listMappedDomains: async () => [...stored.values()],
    }
    const domains = createLiveDomains({ store, log })
    const path = readRequestPath('/')
    if ('explanation' in path) throw new Error(path.explanation)
    return { domains, log, apiOf: (host: string) => domains.find(host)?.match(path)?.apiId }
  }

  it('prefer a name to a wildcard, which stands for one label', async () => {
    const { apiOf, domains } = open(new Map([wildcard, exact].map((found) => [found.domain.domainName, found])))
    await domains.load()
    const hosts = ['a.example.com', 'b.example.com', 'c.b.example.com', 'example.com', '*.example.com']
    assert.deepEqual(hosts.map(apiOf), ['exact', 'wild', undefined, undefined, 'wild'])
  })

  it('take up what changed and forget what is gone', async () => {
    const stored = new Map([['a.example.com', exact]])
    const { apiOf, domains } = open(stored)
    assert.equal(apiOf('a.example.com'), undefined)
    await domains.reload('us-east-1', 'a.example.com')
    assert.equal(apiOf('a.example.com'), 'exact')
    stored.clear()
    await domains.reload('us-east-1', 'a.example.com')
    assert.equal(apiOf('a.example.com'), undefined)
  })

  /** Over a store whose every read the test answers by hand. */
  const openReads = () => {
    const reads: PromiseWithResolvers<MappedDomain | undefined>[] = []
    const lists: PromiseWithResolvers<MappedDomain[]>[] = []
    const readOf = <Found>(under: PromiseWithResolvers<Found>[]): Promise<Found> => {
      const read = Promise.withResolvers<Found>()
      under.push(read)
      return read.promise
    }
    const store = { findDomain: () => readOf(reads), listMappedDomains: () => readOf(lists) }
    const domains = createLiveDomains({ store, log: recordingLog() })
    const reload = () => domains.reload('us-east-1', 'a.example.com')
    return { reads, lists, domains, reload, isServed: () => domains.find('a.example.com') !== undefined }
  }

  it('keep the reload that began last, whichever ends first', async () => {
    const { reads, reload, isServed } = openReads()
    const reloads = [reload(), reload()]
    reads[1]?.resolve(undefined)
    await reloads[1]
    reads[0]?.resolve(exact)
    await reloads[0]
    assert.equal(isServed(), false)
  })

  it('serve what a reload found as soon as it has ended, though a later one is under way', async () => {
    const { reads, reload, isServed } = openReads()
    const reloads = [reload(), reload()]
    reads[0]?.resolve(exact)
    await reloads[0]
    assert.equal(isServed(), true)
    reads[1]?.resolve(undefined)
    await reloads[1]
    assert.equal(isServed(), false)
  })

  it('keep what a reload found that began after all were asked for', async () => {
    for (const [before, after] of [
      [[exact], undefined],
      [[], exact],
    ] as const) {
      const { reads, lists, domains, reload, isServed } = openReads()
      const loaded = domains.load()
      const reloaded = reload()
      reads[0]?.resolve(after)
      await reloaded
      lists[0]?.resolve([...before])
      await loaded
      assert.equal(isServed(), after !== undefined)
    }
  })

  it('do not serve a domain whose new state cannot be read', async () => {
    const broken = sketchMappings('broken.example.com', { '': 'one' }, 'exact')
    const { apiOf, domains, log } = open(new Map([['broken.example.com', broken]]))
    await domains.load()
    assert.equal(apiOf('broken.example.com'), 'exact')
    await domains.reload('us-east-1', 'broken.example.com')
    assert.equal(apiOf('broken.example.com'), undefined)
    assert.equal(log.entries.at(-1)?.event, 'domain-reload-failed')
  })
})
