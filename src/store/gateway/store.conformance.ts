import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuthorizerRecord, DeploymentSnapshot, IntegrationRecord, StageRecord } from '../../gateway/store.ts'
import { newApi, time } from '../../../test/support/stored-apis.ts'
import { gatewayStore } from './store.ts'
import type { Database } from '../sql.ts'

function newStage(stageName: string, deploymentId?: string): StageRecord {
  return {
    stageName,
    stageVariables: {},
    defaultRouteSettings: {},
    routeSettings: {},
    tags: {},
    createdAt: time,
    updatedAt: time,
    ...(deploymentId !== undefined && { deploymentId }),
  }
}

const corsConfiguration = {
  allowCredentials: true,
  allowOrigins: ['https://shop.example'],
  allowMethods: ['GET'],
  allowHeaders: [],
  exposeHeaders: [],
  maxAge: -1,
}

const emptySnapshot: DeploymentSnapshot = {
  disableExecuteApiEndpoint: false,
  routes: [],
  integrations: [],
  authorizers: [],
}

const route = { routeId: 'aaaaaaa', routeKey: 'GET /', authorizationType: 'NONE' } as const

/** What every store of HTTP APIs must do, whatever the database. `open` gives an empty, migrated one. */
export function gatewayStoreConformance(name: string, open: () => Promise<Database>): void {
  describe(`the store of HTTP APIs on ${name}`, () => {
    it('gives an API back as it was inserted, with every part, dates as dates and tags as they are', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      api.api = { ...api.api, corsConfiguration }
      api.routes.set(route.routeId, route)
      api.stages.set('dev', {
        ...newStage('dev', 'dep111'),
        accessLogSettings: { destinationArn: 'arn:aws:logs:us-east-1:0:log-group:a', logGroup: 'a', format: 'b' },
        routeSettings: { 'GET /': { throttlingBurstLimit: 1, throttlingRateLimit: 0.5 } },
      })
      api.deployments.set('dep111', { deploymentId: 'dep111', autoDeployed: false, createdAt: time })
      api.snapshots.set('dep111', { ...emptySnapshot, routes: [route] })
      assert.equal(await store.insertApi(api), true)

      const found = await store.findApi('us-east-1', 'abcdefghij')
      assert.deepEqual(found?.api, api.api)
      assert.deepEqual(found.routes, api.routes)
      assert.deepEqual(found.stages, api.stages)
      assert.deepEqual(found.deployments, api.deployments)
    })

    it('gives functions, mappings and what authorizers ask for back as they were, and deploys them so', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      const integration: IntegrationRecord = {
        integrationId: 'iiiiiii',
        integrationType: 'AWS_PROXY',
        integrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}',
        integrationMethod: 'POST',
        connectionType: 'INTERNET',
        payloadFormatVersion: '2.0',
        requestParameters: { 'append:header.createdAt': '2026-01-01T00:00:00.000Z' },
        responseParameters: { '200': { 'remove:header.x': "''" } },
        timeoutInMillis: 30_000,
      }
      const authorizer: AuthorizerRecord = {
        authorizerId: 'aaaaaa',
        name: 'asks',
        authorizerType: 'REQUEST',
        authorizerUri: 'arn:aws:lambda:us-east-1:123456789012:function:asks',
        authorizerPayloadFormatVersion: '1.0',
        enableSimpleResponses: false,
        identitySource: [],
        authorizerResultTtlInSeconds: 0,
      }
      const snapshot = { ...emptySnapshot, integrations: [integration], authorizers: [authorizer] }
      api.integrations.set(integration.integrationId, integration)
      api.authorizers.set(authorizer.authorizerId, authorizer)
      api.stages.set('dev', newStage('dev', 'dep111'))
      api.deployments.set('dep111', { deploymentId: 'dep111', autoDeployed: false, createdAt: time })
      api.snapshots.set('dep111', snapshot)
      await store.insertApi(api)

      const found = await store.findApi('us-east-1', 'abcdefghij')
      assert.deepEqual(found?.integrations, api.integrations)
      assert.deepEqual(found.authorizers, api.authorizers)
      const deployed = await store.findDeployedApi('abcdefghij')
      assert.deepEqual(deployed?.stages[0]?.snapshot, snapshot)
    })

    it('sees what other nodes have changed since it changed the API itself', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const [one, two] = [gatewayStore(database), gatewayStore(database)]
      const add = (store: typeof one, routeId: string) =>
        store.changeApi('us-east-1', 'abcdefghij', (draft) => {
          draft.routes.set(routeId, { ...route, routeId, routeKey: `GET /${routeId}` })
          return [...draft.routes.keys()]
        })
      await one.insertApi(newApi('abcdefghij'))
      assert.deepEqual(await add(one, 'a'), ['a'])
      assert.deepEqual(await add(one, 'b'), ['a', 'b'])
      assert.deepEqual(await add(two, 'c'), ['a', 'b', 'c'])
      assert.deepEqual(await add(one, 'd'), ['a', 'b', 'c', 'd'])
      assert.deepEqual([...((await two.findApi('us-east-1', 'abcdefghij'))?.routes.keys() ?? [])], ['a', 'b', 'c', 'd'])

      // The same id again, as often changed as the API that this node knows.
      await two.deleteApi('us-east-1', 'abcdefghij')
      assert.equal(await one.findApi('us-east-1', 'abcdefghij'), undefined)
      const again = newApi('abcdefghij')
      again.api = { ...again.api, createdAt: new Date('2026-01-02T03:04:05.679Z') }
      await two.insertApi(again)
      for (const routeId of ['e', 'f', 'g', 'h']) await add(two, routeId)
      assert.deepEqual([...((await one.findApi('us-east-1', 'abcdefghij'))?.routes.keys() ?? [])], ['e', 'f', 'g', 'h'])
    })

    it('keeps nothing in mind of a change that was not committed', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      const add = (routeId: string) =>
        store.changeApi('us-east-1', 'abcdefghij', (draft) => {
          draft.routes.set(routeId, { ...route, routeId, routeKey: `GET /${routeId}` })
          if (routeId === 'bad') throw new Error('no')
          return [...draft.routes.keys()]
        })
      await add('a')
      await assert.rejects(add('bad'), /^Error: no$/)
      assert.deepEqual(await add('b'), ['a', 'b'])
      const throughLink: IntegrationRecord = {
        integrationId: 'iiiiiii',
        integrationType: 'HTTP_PROXY',
        integrationUri: 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1',
        integrationMethod: 'ANY',
        connectionType: 'VPC_LINK',
        connectionId: 'gone',
        payloadFormatVersion: '1.0',
        timeoutInMillis: 30_000,
      }
      const linked = store.changeApi(
        'us-east-1',
        'abcdefghij',
        (draft) => draft.integrations.set(throughLink.integrationId, throughLink),
        () => assert.fail('there is no such link'),
      )
      await assert.rejects(linked, /no such link/)
      assert.deepEqual(
        await store.findApi('us-east-1', 'abcdefghij'),
        await gatewayStore(database).findApi('us-east-1', 'abcdefghij'),
      )
    })

    it('tells what was just written as whoever reads it from the database', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      await store.insertApi(api)
      await store.changeApi('us-east-1', 'abcdefghij', (draft) => {
        draft.api = { ...draft.api, corsConfiguration }
        draft.routes.set(route.routeId, route)
        draft.stages.set('dev', { ...newStage('dev', 'dep111'), routeSettings: { 'GET /': {} } })
        draft.deployments.set('dep111', { deploymentId: 'dep111', autoDeployed: false, createdAt: time })
        draft.snapshots.set('dep111', { ...emptySnapshot, routes: [route] })
        return {}
      })
      const [known, read] = [
        await store.findApi('us-east-1', 'abcdefghij'),
        await gatewayStore(database).findApi('us-east-1', 'abcdefghij'),
      ]
      assert.equal(known?.routes.size, 1)
      assert.deepEqual(known, read)
    })

    it('does not insert an API whose id is taken, in any region', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      assert.equal(await store.insertApi(newApi('abcdefghij', 'eu-west-1')), false)
      assert.equal((await store.findApi('us-east-1', 'abcdefghij'))?.api.region, 'us-east-1')
    })

    it('knows an API in its region only', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      assert.equal(await store.findApi('eu-west-1', 'abcdefghij'), undefined)
      assert.equal(await store.changeApi('eu-west-1', 'abcdefghij', () => ({})), undefined)
      assert.equal(await store.deleteApi('eu-west-1', 'abcdefghij'), 'missing')
      assert.equal(await store.countApis('eu-west-1'), 0)
      assert.equal(await store.countApis('us-east-1'), 1)
    })

    it('writes what a change added, replaced and removed, and answers what the change answered', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      api.routes.set('aaaaaaa', route)
      api.routes.set('bbbbbbb', { ...route, routeId: 'bbbbbbb', routeKey: 'GET /b' })
      await store.insertApi(api)
      const answer = await store.changeApi('us-east-1', 'abcdefghij', (draft) => {
        draft.api = { ...draft.api, name: 'cats' }
        draft.routes.delete('aaaaaaa')
        draft.routes.set('bbbbbbb', { ...route, routeId: 'bbbbbbb', routeKey: 'PUT /b' })
        draft.routes.set('ccccccc', { ...route, routeId: 'ccccccc', routeKey: 'GET /c' })
        return { said: 'done' }
      })
      assert.deepEqual(answer, { said: 'done' })
      const found = await store.findApi('us-east-1', 'abcdefghij')
      assert.equal(found?.api.name, 'cats')
      assert.deepEqual(
        [...found.routes.values()].map(({ routeKey }) => routeKey),
        ['PUT /b', 'GET /c'],
      )
    })

    it('leaves everything as it was when a change throws', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      const change = store.changeApi('us-east-1', 'abcdefghij', (draft) => {
        draft.routes.set('aaaaaaa', route)
        throw new Error('no')
      })
      await assert.rejects(change, /^Error: no$/)
      assert.equal((await store.findApi('us-east-1', 'abcdefghij'))?.routes.size, 0)
    })

    it('loses none of the changes that are made at once', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      await Promise.all(
        Array.from({ length: 10 }, () =>
          store.changeApi('us-east-1', 'abcdefghij', (draft) => {
            draft.api = { ...draft.api, name: `${draft.api.name}!` }
            return {}
          }),
        ),
      )
      assert.equal((await store.findApi('us-east-1', 'abcdefghij'))?.api.name, 'pets!!!!!!!!!!')
    })

    it('serves each stage with the snapshot of its deployment, whatever the API has become since', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      api.stages.set('dev', newStage('dev', 'dep111'))
      api.stages.set('new', newStage('new'))
      api.deployments.set('dep111', { deploymentId: 'dep111', autoDeployed: false, createdAt: time })
      api.snapshots.set('dep111', { ...emptySnapshot, corsConfiguration, routes: [route] })
      await store.insertApi(api)
      await store.changeApi('us-east-1', 'abcdefghij', (draft) => {
        draft.routes.set('ccccccc', { ...route, routeId: 'ccccccc', routeKey: 'GET /c' })
        draft.deployments.set('dep111', { ...draft.deployments.get('dep111')!, description: 'first' })
        return {}
      })
      assert.deepEqual(await store.findDeployedApi('abcdefghij'), {
        apiId: 'abcdefghij',
        region: 'us-east-1',
        stages: [
          { stage: newStage('dev', 'dep111'), snapshot: { ...emptySnapshot, corsConfiguration, routes: [route] } },
          { stage: newStage('new') },
        ],
      })
    })

    it('serves an API without stages as one without stages, and an unknown one not at all', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      await store.insertApi(newApi('abcdefghij'))
      assert.deepEqual((await store.findDeployedApi('abcdefghij'))?.stages, [])
      assert.equal(await store.findDeployedApi('zzzzzzzzzz'), undefined)
    })

    it('lists deployments oldest first', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      for (const [index, deploymentId] of ['zzz', 'mmm', 'aaa'].entries()) {
        const createdAt = new Date(time.getTime() + index)
        api.deployments.set(deploymentId, { deploymentId, autoDeployed: true, createdAt })
        api.snapshots.set(deploymentId, emptySnapshot)
      }
      await store.insertApi(api)
      const found = await store.findApi('us-east-1', 'abcdefghij')
      assert.deepEqual([...(found?.deployments.keys() ?? [])], ['zzz', 'mmm', 'aaa'])
    })

    it('deletes an API with everything in it', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      const api = newApi('abcdefghij')
      api.routes.set('aaaaaaa', route)
      await store.insertApi(api)
      assert.equal(await store.deleteApi('us-east-1', 'abcdefghij'), 'deleted')
      assert.equal(await store.deleteApi('us-east-1', 'abcdefghij'), 'missing')
      assert.equal(await store.findApi('us-east-1', 'abcdefghij'), undefined)
      assert.deepEqual(await database.all('SELECT * FROM http_api_route'), [])
    })

    it('pages through the APIs of a region without skipping or repeating one when others come and go', async (t) => {
      const database = await open()
      t.after(() => database.close())
      const store = gatewayStore(database)
      for (const apiId of ['b', 'd', 'f']) await store.insertApi(newApi(apiId))
      await store.insertApi(newApi('c', 'eu-west-1'))
      const first = await store.listApis('us-east-1', { limit: 2 })
      assert.deepEqual(
        first.items.map(({ apiId }) => apiId),
        ['b', 'd'],
      )
      await store.deleteApi('us-east-1', 'd')
      await store.insertApi(newApi('a'))
      const second = await store.listApis('us-east-1', { limit: 2, after: first.next! })
      assert.deepEqual(
        second.items.map(({ apiId }) => apiId),
        ['f'],
      )
      assert.equal(second.next, undefined)
    })
  })
}
