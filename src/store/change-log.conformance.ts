import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import {
  announcingDatabase,
  changesSince,
  type ConfigurationChange,
  newestVersion,
  recordChange,
} from './change-log.ts'
import { newApi } from '../../test/support/stored-apis.ts'
import { cognitoStore } from './cognito/store.ts'
import { gatewayStore } from './gateway/store.ts'
import type { Database } from './sql.ts'

const region = 'us-east-1'
const now = new Date('2026-11-22T10:00:00.123Z')

const pool = { id: 'us-east-1_pool', region, name: 'p', settings: {}, tags: {}, createdAt: now, modifiedAt: now }

const { api } = newApi('a')

const stage = {
  stageName: 'v1',
  autoDeploy: false,
  defaultRouteSettings: {},
  routeSettings: {},
  stageVariables: {},
  tags: {},
  createdAt: now,
  updatedAt: now,
}

const domain = {
  domainName: 'api.example.com',
  region,
  apiGatewayDomainName: 'd-1.execute-api.us-east-1.amazonaws.com',
  certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1',
  ipAddressType: 'ipv4' as const,
  tags: {},
}

const loginDomain = {
  domain: 'login.example.com',
  poolId: pool.id,
  certificateArn: 'arn',
  managedLoginVersion: 1,
  cloudFrontDistribution: 'd1.cloudfront.net',
  modifiedAt: now,
  revision: 0,
}

const change: ConfigurationChange = { kind: 'http-api', subject: 'a' }

/** What every database must do for nodes that tell each other of changes. `open` gives an empty, migrated one. */
export function changeLogConformance(name: string, open: () => Promise<Database>): void {
  const openDatabase = async (t: TestContext): Promise<Database> => {
    const database = await open()
    t.after(() => database.close())
    return database
  }
  /** Answers what is recorded from one call to the next. */
  const follow = (database: Database) => {
    let version = 0
    return async (): Promise<string[]> => {
      const found = await changesSince(database, version)
      assert.ok(found !== 'forgotten')
      version = found.version
      return found.changes.map(({ kind, subject }) => `${kind} ${subject}`)
    }
  }

  describe(`the log of configuration changes on ${name}`, () => {
    it('counts changes in the order of their commits, whatever comes together', async (t) => {
      const database = await openDatabase(t)
      assert.equal(await newestVersion(database), 0)
      const record = (subject: string) => database.transaction((sql) => recordChange(sql, { ...change, subject }))
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(record))
      assert.equal(await newestVersion(database), 5)
      const found = await changesSince(database, 0)
      assert.ok(found !== 'forgotten')
      assert.equal(found.version, 5)
      assert.deepEqual(found.changes.map(({ subject }) => subject).toSorted(), ['a', 'b', 'c', 'd', 'e'])
      assert.deepEqual(await changesSince(database, 5), { version: 5, changes: [] })
    })

    it('forgets a change that is rolled back', async (t) => {
      const database = await openDatabase(t)
      const work = database.transaction(async (sql) => {
        await recordChange(sql, change)
        throw new Error('no')
      })
      await assert.rejects(work, /^Error: no$/)
      assert.deepEqual(await changesSince(database, 0), { version: 0, changes: [] })
    })

    it('has a change announced once it is committed, and nothing else, before whoever made it goes on', async (t) => {
      const database = await openDatabase(t)
      const told: unknown[] = []
      const announcing = announcingDatabase(database, async () => void told.push(await newestVersion(database)))
      await announcing.transaction((sql) => sql.run('UPDATE configuration_version SET version = version'))
      const failing = announcing.transaction(async (sql) => {
        await recordChange(sql, change)
        throw new Error('no')
      })
      await assert.rejects(failing, /^Error: no$/)
      assert.equal(told.length, 0)
      await announcing.transaction(
        (sql) => recordChange(sql, change),
        () => told.push('committed'),
      )
      assert.deepEqual(told, ['committed', 1])
    })

    it('keeps the last 10,000 changes, and tells whoever is further behind', async (t) => {
      const database = await openDatabase(t)
      await database.run('UPDATE configuration_version SET version = 10000')
      await database.run("INSERT INTO configuration_change (version, kind, subject) VALUES (1, 'http-api', 'old')")
      await database.transaction((sql) => recordChange(sql, change))
      assert.equal(await changesSince(database, 0), 'forgotten')
      assert.deepEqual(await changesSince(database, 10_000), { version: 10_001, changes: [change] })
    })

    it('has each change of what HTTP APIs serve', async (t) => {
      const database = await openDatabase(t)
      const store = gatewayStore(database)
      const recorded = follow(database)
      const parts = { routes: new Map(), integrations: new Map(), authorizers: new Map() }
      await store.insertApi({ api, ...parts, stages: new Map(), deployments: new Map(), snapshots: new Map() })
      await store.changeApi(region, 'a', (draft) => Object.assign(draft, { api: { ...api, name: 'cats' } }))
      assert.deepEqual(await recorded(), [])
      await store.changeApi(region, 'a', (draft) => draft.stages.set('v1', stage))
      assert.deepEqual(await recorded(), ['http-api a'])
      await store.deleteApi(region, 'a')
      await store.deleteApi(region, 'a')
      assert.deepEqual(await recorded(), ['http-api a'])
    })

    it('has each change of custom domains', async (t) => {
      const database = await openDatabase(t)
      const store = gatewayStore(database)
      const recorded = follow(database)
      await store.insertDomain(domain)
      await store.insertDomain(domain)
      assert.deepEqual(await recorded(), ['domain-name us-east-1/api.example.com'])
      await store.changeDomain(domain, (draft) => draft.mappings)
      assert.deepEqual(await recorded(), ['domain-name us-east-1/api.example.com'])
      await store.deleteDomain(region, domain.domainName)
      await store.deleteDomain(region, domain.domainName)
      assert.deepEqual(await recorded(), ['domain-name us-east-1/api.example.com'])
    })

    it('has each change of the hosts and keys of user pools', async (t) => {
      const database = await openDatabase(t)
      const store = cognitoStore(database)
      const recorded = follow(database)
      await store.insertPool({ ...pool, revision: 0 }, [])
      const { certificateArn: _none, ...prefix } = { ...loginDomain, domain: 'shop' }
      await store.insertUserPoolDomain(prefix)
      await store.deleteUserPoolDomain(pool.id, 'shop')
      assert.deepEqual(await recorded(), [])
      await store.insertUserPoolDomain(loginDomain)
      await store.deleteUserPoolDomain(pool.id, loginDomain.domain)
      assert.deepEqual(await recorded(), ['login-host login.example.com', 'login-host login.example.com'])
      await store.replaceSigningKeys(pool.id, [], [])
      await store.deletePool(pool.id)
      await store.deletePool(pool.id)
      assert.deepEqual(await recorded(), ['signing-keys us-east-1_pool', 'signing-keys us-east-1_pool'])
    })
  })
}
