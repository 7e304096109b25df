import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import { openS3 } from '../../../test/support/s3.ts'
import { largestObject } from '../objects.ts'

const Bucket = 'assets'
const Key = 'x/template.json'
const Body = Buffer.from('{"Resources":{}}')
const md5 = createHash('md5').update(Body).digest('hex')

async function openBucket(t: TestContext) {
  const opened = await openS3(t)
  await opened.client.CreateBucket({ Bucket })
  return opened
}

describe('an object', () => {
  it('is put, told of, got and deleted', async (t) => {
    const { client, clock } = await openBucket(t)
    const put = await client.PutObject({ Bucket, Key, Body, ContentType: 'text/json', Metadata: { author: 'jane' } })
    assert.deepEqual(put, { ETag: `"${md5}"`, ServerSideEncryption: 'AES256' })
    const about = {
      AcceptRanges: 'bytes',
      LastModified: clock.now(),
      ContentLength: Body.length,
      ETag: `"${md5}"`,
      ContentType: 'text/json',
      ServerSideEncryption: 'AES256',
      Metadata: { author: 'jane' },
    }
    assert.deepEqual(await client.HeadObject({ Bucket, Key }), about)
    assert.deepEqual(await client.GetObject({ Bucket, Key }), { ...about, Body })
    await client.DeleteObject({ Bucket, Key })
    await assert.rejects(client.GetObject({ Bucket, Key }), {
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
    })
    await assert.rejects(client.PutObject({ Bucket: 'other', Key, Body }), { name: 'NoSuchBucket' })
  })

  it('is not in the database in clear', async (t) => {
    const { client, database } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body })
    const row = await database.get<{ content: Uint8Array }>('SELECT content FROM s3_objects')
    assert.equal(Buffer.from(row?.content ?? []).includes('Resources'), false)
  })

  it('is refused when it is not what its checksums say', async (t) => {
    const { client } = await openBucket(t)
    const sha256 = createHash('sha256').update(Body).digest('base64')
    await client.PutObject({
      Bucket,
      Key,
      Body,
      ChecksumSHA256: sha256,
      ContentMD5: Buffer.from(md5, 'hex').toString('base64'),
    })
    await client.PutObject({ Bucket, Key, Body: Buffer.from('123456789'), ChecksumCRC32: 'y/Q5Jg==' })
    for (const wrong of [{ ChecksumSHA256: sha256 }, { ContentMD5: 'AAAA' }, { ChecksumCRC32: 'y/Q5Jg==' }])
      await assert.rejects(client.PutObject({ Bucket, Key, Body: Buffer.from('other'), ...wrong }), {
        name: 'BadDigest',
      })
  })

  it('is refused when it is too large', async (t) => {
    const { client } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body: Buffer.alloc(largestObject) })
    await assert.rejects(client.PutObject({ Bucket, Key, Body: Buffer.alloc(largestObject + 1) }), {
      name: 'EntityTooLarge',
    })
    await assert.rejects(client.PutObject({ Bucket, Key: 'é'.repeat(513), Body }), { name: 'KeyTooLongError' })
  })

  it('has versions in a bucket with versions, until its lifecycle ends them', async (t) => {
    const { client, clock } = await openBucket(t)
    await client.PutBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const expiry = { Status: 'Enabled' as const, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }
    await client.PutBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: [expiry] } })
    const put = async (text: string) => (await client.PutObject({ Bucket, Key, Body: Buffer.from(text) })).VersionId
    const get = async (VersionId?: string) =>
      Buffer.from((await client.GetObject({ Bucket, Key, VersionId })).Body ?? []).toString()
    const first = await put('one')
    const second = await put('two')
    assert.deepEqual([await get(), await get(first), await get(second)], ['two', 'one', 'two'])
    clock.advance(31 * 86_400_000)
    await put('three')
    await assert.rejects(get(first), { name: 'NoSuchVersion' })
    assert.equal(await get(second), 'two')
    await assert.rejects(client.DeleteObject({ Bucket, Key }), { name: 'NotImplemented' })
  })

  it('is listed by prefix, in pages', async (t) => {
    const { client } = await openBucket(t)
    for (const key of ['a/1', 'a/2 é', 'b']) await client.PutObject({ Bucket, Key: key, Body })
    const first = await client.ListObjectsV2({ Bucket, Prefix: 'a/', MaxKeys: 1 })
    assert.deepEqual(
      [first.Contents?.map(({ Key: key, Size }) => [key, Size]), first.IsTruncated, first.KeyCount],
      [[['a/1', Body.length]], true, 1],
    )
    const next = { ContinuationToken: first.NextContinuationToken, EncodingType: 'url' as const }
    const second = await client.ListObjectsV2({ Bucket, Prefix: 'a/', ...next })
    assert.deepEqual([second.Contents?.map(({ Key: key }) => key), second.IsTruncated], [['a/2%20%C3%A9'], false])
  })

  it('is listed behind a common prefix, each of which counts once in a page', async (t) => {
    const { client } = await openBucket(t)
    for (const key of ['a/1', 'a/2', 'a/b/3', 'b', 'c/1', 'c/2', 'd'])
      await client.PutObject({ Bucket, Key: key, Body })
    const list = async (more: object) => {
      const pages: string[][] = []
      let ContinuationToken: string | undefined
      do {
        const page = await client.ListObjectsV2({ Bucket, Delimiter: '/', ContinuationToken, ...more })
        const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix)
        pages.push([...(page.Contents ?? []).map(({ Key: key = '' }) => key), ...prefixes])
        assert.equal(page.KeyCount, pages.at(-1)?.length)
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken !== undefined)
      return pages
    }
    assert.deepEqual(await list({}), [['b', 'd', 'a/', 'c/']])
    assert.deepEqual(await list({ MaxKeys: 1 }), [['a/'], ['b'], ['c/'], ['d']])
    assert.deepEqual(await list({ MaxKeys: 2 }), [
      ['b', 'a/'],
      ['d', 'c/'],
    ])
    assert.deepEqual(await list({ Prefix: 'a/' }), [['a/1', 'a/2', 'a/b/']])
    assert.deepEqual(await list({ MaxKeys: 0 }), [[]])
  })

  it('is read in part', async (t) => {
    const { client } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body: Buffer.from('0123456789') })
    for (const [Range, text, ContentRange] of [
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=8-99', '89', 'bytes 8-9/10'],
      ['bytes=4-2', '0123456789', undefined],
      ['lines=1-2', '0123456789', undefined],
    ] as const) {
      const got = await client.GetObject({ Bucket, Key, Range })
      assert.deepEqual([Buffer.from(got.Body ?? []).toString(), got.ContentRange], [text, ContentRange])
      const head = await client.HeadObject({ Bucket, Key, Range })
      assert.deepEqual([head.ContentLength, head.ContentRange], [text.length, ContentRange])
    }
    await assert.rejects(client.GetObject({ Bucket, Key, Range: 'bytes=10-' }), { name: 'InvalidRange' })
    await assert.rejects(client.GetObject({ Bucket, Key, Range: 'bytes=0-1,4-5' }), { name: 'NotImplemented' })
  })

  it('is read on conditions', async (t) => {
    const { client, clock } = await openBucket(t)
    const { ETag } = await client.PutObject({ Bucket, Key, Body })
    const since = (seconds: number) => new Date(clock.time() + seconds * 1000)
    for (const met of [
      { IfMatch: ETag },
      { IfMatch: '*' },
      { IfMatch: ETag, IfUnmodifiedSince: since(-60) },
      { IfNoneMatch: '"other"' },
      { IfNoneMatch: '"other"', IfModifiedSince: since(60) },
      { IfModifiedSince: since(-60) },
      { IfUnmodifiedSince: since(0) },
    ])
      assert.equal((await client.HeadObject({ Bucket, Key, ...met })).ETag, ETag)
    for (const [unmet, name] of [
      [{ IfMatch: '"other"' }, 'PreconditionFailed'],
      [{ IfUnmodifiedSince: since(-60) }, 'PreconditionFailed'],
      [{ IfNoneMatch: ETag }, 'NotModified'],
      [{ IfModifiedSince: since(0) }, 'NotModified'],
    ] as const) {
      await assert.rejects(client.GetObject({ Bucket, Key, ...unmet }), { name })
      await assert.rejects(client.HeadObject({ Bucket, Key, ...unmet }), { name })
    }
  })

  it('is put on conditions', async (t) => {
    const { client } = await openBucket(t)
    const put = (more: object) => client.PutObject({ Bucket, Key, Body, ...more })
    await assert.rejects(put({ IfMatch: '"other"' }), { name: 'NoSuchKey' })
    const { ETag } = await put({ IfNoneMatch: '*' })
    const message = 'At least one of the pre-conditions you specified did not hold'
    await assert.rejects(put({ IfNoneMatch: '*' }), { name: 'PreconditionFailed', message })
    await put({ IfMatch: ETag })
    await assert.rejects(put({ IfMatch: '"other"' }), { name: 'PreconditionFailed', message })
    await assert.rejects(put({ IfNoneMatch: ETag }), { name: 'NotImplemented' })
  })
})
