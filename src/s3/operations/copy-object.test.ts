import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openS3 } from '../../../test/support/s3.ts'

const Body = Buffer.from('content')
const source = { Bucket: 'from', Key: 'a b/c.txt' }
const target = { Bucket: 'target', Key: 'copy' }
const CopySource = 'from/a%20b/c.txt'

async function openBuckets(t: TestContext) {
  const opened = await openS3(t)
  for (const Bucket of ['from', 'target']) await opened.client.CreateBucket({ Bucket })
  await opened.client.PutObject({ ...source, Body, ContentType: 'text/plain', Metadata: { author: 'jane' } })
  return opened
}

describe('CopyObject', () => {
  for (const written of [CopySource, `/${CopySource}`])
    it(`copies ${written} with its metadata`, async (t) => {
      const { client, clock } = await openBuckets(t)
      const { ETag } = await client.HeadObject(source)
      clock.advance(1000)
      const copied = await client.CopyObject({ ...target, CopySource: written })
      assert.deepEqual(copied, {
        CopyObjectResult: { ETag, LastModified: clock.now() },
        ServerSideEncryption: 'AES256',
      })
      const read = await client.GetObject(target)
      assert.deepEqual([Buffer.from(read.Body ?? []), read.ContentType], [Body, 'text/plain'])
      assert.deepEqual(read.Metadata, { author: 'jane' })
    })

  it('gives the copy other metadata where it is to have them', async (t) => {
    const { client } = await openBuckets(t)
    const input = { ...source, CopySource, MetadataDirective: 'REPLACE' as const }
    await client.CopyObject({ ...input, ContentType: 'text/html', Metadata: { author: 'joe' } })
    const { ContentType, Metadata } = await client.HeadObject(source)
    assert.deepEqual([ContentType, Metadata], ['text/html', { author: 'joe' }])
  })

  it('copies the version that is named', async (t) => {
    const { client } = await openBuckets(t)
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await client.PutBucketVersioning({ Bucket: 'from', VersioningConfiguration })
    const { VersionId } = await client.PutObject({ ...source, Body: Buffer.from('older') })
    await client.PutObject({ ...source, Body: Buffer.from('newer') })
    const copied = await client.CopyObject({ ...target, CopySource: `${CopySource}?versionId=${VersionId}` })
    assert.equal(copied.CopySourceVersionId, VersionId)
    assert.equal(Buffer.from((await client.GetObject(target)).Body ?? []).toString(), 'older')
  })

  it('refuses what there is nothing to copy of, and what is a copy of itself', async (t) => {
    const { client } = await openBuckets(t)
    await assert.rejects(client.CopyObject({ ...source, CopySource }), {
      name: 'InvalidRequest',
      message: /^This copy request is illegal because it is trying to copy an object to itself/,
    })
    for (const [from, name] of [
      ['from/gone', 'NoSuchKey'],
      ['gone/a', 'NoSuchBucket'],
      ['from/%ff', 'InvalidArgument'],
    ] as const)
      await assert.rejects(client.CopyObject({ ...target, CopySource: from }), { name })
    await assert.rejects(client.CopyObject({ ...target, Bucket: 'gone', CopySource }), { name: 'NoSuchBucket' })
  })

  it('copies only on the conditions that it is given', async (t) => {
    const { client } = await openBuckets(t)
    const { ETag = '' } = await client.HeadObject(source)
    await client.CopyObject({ ...target, CopySource, CopySourceIfMatch: ETag })
    for (const condition of [{ CopySourceIfMatch: '"other"' }, { CopySourceIfNoneMatch: ETag }])
      await assert.rejects(client.CopyObject({ ...target, CopySource, ...condition }), { name: 'PreconditionFailed' })
  })

  it('refuses by name what would have no effect', async (t) => {
    const { client } = await openBuckets(t)
    await assert.rejects(client.CopyObject({ ...target, CopySource, ACL: 'public-read' }), { name: 'NotImplemented' })
  })
})
