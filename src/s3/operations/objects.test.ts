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
      AcceptRanges: 'none',
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
    await assert.rejects(client.PutObject({ Bucket, Key, Body, ChecksumCRC32C: 'AAAA' }), {
      name: 'NotImplemented',
      message: 'poolgate does not implement ChecksumCRC32C',
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
    await assert.rejects(client.ListObjectsV2({ Bucket, Delimiter: '/' }), {
      message: 'poolgate does not implement Delimiter',
    })
  })
})
