import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { BucketRecord, ObjectRecord, ObjectStore } from '../s3/store.ts'
import { objectStore } from './s3.ts'
import type { Database } from './sql.ts'

const createdAt = new Date('2026-11-22T10:00:00.123Z')
const bucket: BucketRecord = { name: 'assets', region: 'eu-west-1', createdAt, settings: {}, revision: 0 }
const object = (key: string, versionId: string, minute = 0): ObjectRecord => ({
  bucket: 'assets',
  key,
  versionId,
  size: 3,
  etag: 'e',
  contentType: 'text/plain',
  metadata: { author: 'jane' },
  encryption: 'AES256',
  tags: { team: 'a' },
  createdAt: new Date(createdAt.getTime() + minute * 60_000),
})
const content = Buffer.from([0, 1, 255])

/** What every store of objects must do, whatever the database. `open` gives an empty, migrated one. */
export function objectStoreConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<ObjectStore> => {
    const database = await open()
    t.after(() => database.close())
    const store = objectStore(database)
    assert.equal(await store.insertBucket(bucket), true)
    return store
  }

  describe(`the store of objects on ${name}`, () => {
    it('keeps one bucket of a name, and changes what nobody has changed meanwhile', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.insertBucket({ ...bucket, region: 'us-east-1' }), false)
      const changed = { ...bucket, settings: { versioning: 'Enabled' as const }, revision: 1 }
      const outcomes = await Promise.all([store.replaceBucket(changed, bucket), store.replaceBucket(changed, bucket)])
      assert.deepEqual(new Set(outcomes), new Set([true, false]))
      assert.deepEqual(await store.findBucket('assets'), changed)
      assert.equal(await store.findBucket('other'), undefined)
    })

    it('puts an object in place of the one before', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.putObject(object('a', 'v1'), content, { keep: false }), 'put')
      assert.equal(await store.putObject(object('a', 'v2'), Buffer.from('x'), { keep: false }), 'put')
      assert.deepEqual(await store.findObject('assets', 'a'), object('a', 'v2'))
      assert.equal(await store.findObject('assets', 'a', 'v1'), undefined)
      assert.deepEqual(Buffer.from((await store.readContent(object('a', 'v2'))) ?? []), Buffer.from('x'))
      assert.equal(
        await store.putObject({ ...object('a', 'v1'), bucket: 'other' }, content, { keep: false }),
        'no-bucket',
      )
    })

    it('keeps versions until they expire, one of them the latest', async (t) => {
      const store = await openStore(t)
      await store.putObject(object('a', 'v1', 0), content, { keep: true })
      await store.putObject(object('a', 'v2', 1), Buffer.from('x'), { keep: true })
      assert.deepEqual(await store.findObject('assets', 'a'), object('a', 'v2', 1))
      assert.deepEqual(Buffer.from((await store.readContent(object('a', 'v1'))) ?? []), content)
      const expired = object('a', '', 2).createdAt
      await store.putObject(object('a', 'v3', 3), content, { keep: true, expired })
      assert.equal(await store.findObject('assets', 'a', 'v1'), undefined)
      assert.deepEqual(await store.findObject('assets', 'a', 'v2'), object('a', 'v2', 1))
    })

    it('tags the version that it is told to, and none that is gone', async (t) => {
      const store = await openStore(t)
      await store.putObject(object('a', 'v1', 0), content, { keep: true })
      await store.putObject(object('a', 'v2', 1), content, { keep: true })
      assert.equal(await store.tagObject(object('a', 'v1'), { x: 'y', '1': '' }), true)
      assert.deepEqual((await store.findObject('assets', 'a', 'v1'))?.tags, { x: 'y', '1': '' })
      assert.deepEqual((await store.findObject('assets', 'a'))?.tags, { team: 'a' })
      assert.equal(await store.tagObject(object('a', 'v3'), {}), false)
    })

    it('has one latest version of a key that many put at once', async (t) => {
      const store = await openStore(t)
      const versions = ['v1', 'v2', 'v3', 'v4', 'v5']
      await Promise.all(versions.map((id) => store.putObject(object('a', id), content, { keep: true })))
      assert.equal((await store.listObjects('assets', { prefix: '', after: '', limit: 9 })).length, 1)
    })

    it('puts an object only where there is none, or one of an entity tag, whoever else writes', async (t) => {
      const store = await openStore(t)
      const put = (versionId: string, etag: string | undefined) =>
        store.putObject({ ...object('a', versionId), etag: versionId }, content, { keep: false, condition: { etag } })
      assert.equal(await put('v0', 'v'), 'no-object')
      const first = await Promise.all(['v1', 'v2', 'v3'].map((id) => put(id, undefined)))
      assert.deepEqual(first.toSorted(), ['other', 'other', 'put'])
      const there = (await store.findObject('assets', 'a'))?.etag
      const next = await Promise.all(['v4', 'v5', 'v6'].map((id) => put(id, there)))
      assert.deepEqual(next.toSorted(), ['other', 'other', 'put'])
    })

    it('lists buckets by prefix and region, page by page', async (t) => {
      const store = await openStore(t)
      for (const [each, region] of [
        ['b-2', 'us-east-1'],
        ['b-1', 'eu-west-1'],
      ] as const)
        await store.insertBucket({ ...bucket, name: each, region })
      const list = async (page: Partial<Parameters<ObjectStore['listBuckets']>[0]>) =>
        (await store.listBuckets({ prefix: '', after: '', limit: 9, ...page })).map((found) => found.name)
      assert.deepEqual(await list({}), ['assets', 'b-1', 'b-2'])
      assert.deepEqual(await list({ limit: 1, after: 'assets' }), ['b-1'])
      assert.deepEqual(await list({ prefix: 'b-' }), ['b-1', 'b-2'])
      assert.deepEqual(await list({ region: 'eu-west-1' }), ['assets', 'b-1'])
    })

    it('lists keys by prefix, page by page', async (t) => {
      const store = await openStore(t)
      for (const key of ['b/2', 'b/1', 'a', 'b_', 'c'])
        await store.putObject(object(key, 'v'), content, { keep: false })
      const list = async (prefix: string, after: string, limit: number) =>
        (await store.listObjects('assets', { prefix, after, limit })).map(({ key }) => key)
      assert.deepEqual(await list('b/', '', 9), ['b/1', 'b/2'])
      assert.deepEqual(await list('b/', 'b/1', 9), ['b/2'])
      assert.deepEqual((await list('', '', 2)).length, 2)
    })

    it('deletes a bucket that holds nothing', async (t) => {
      const store = await openStore(t)
      await store.putObject(object('a', 'v1'), content, { keep: true })
      await store.putObject(object('a', 'v2'), content, { keep: true })
      assert.equal(await store.deleteBucket('assets'), 'not-empty')
      await store.deleteObject('assets', 'a')
      assert.equal(await store.deleteBucket('assets'), 'deleted')
      assert.equal(await store.deleteBucket('assets'), 'gone')
    })
  })
}
