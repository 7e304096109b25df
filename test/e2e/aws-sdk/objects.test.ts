import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  ChecksumAlgorithm,
  CreateBucketCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const Bucket = 'photos'
const Key = '2026/a.txt'

describe('objects, through the AWS SDK', () => {
  let server: SpawnedServer
  let s3: S3Client
  before(async () => {
    server = await startServer()
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const config = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 }
    s3 = new S3Client({ ...config, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket }))
  })
  after(async () => {
    s3.destroy()
    await server.stop()
  })

  it('are put once on the condition that there is none yet', async () => {
    const put = new PutObjectCommand({ Bucket, Key, Body: '0123456789', IfNoneMatch: '*' })
    await s3.send(put)
    await assert.rejects(s3.send(put), { name: 'PreconditionFailed' })
  })

  it('are read in part, and only when they have changed', async () => {
    const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=2-4' }))
    assert.equal(await part.Body?.transformToString(), '234')
    assert.deepEqual([part.$metadata.httpStatusCode, part.ContentRange], [206, 'bytes 2-4/10'])
    const unchanged = s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: part.ETag }))
    await assert.rejects(unchanged, ({ $metadata }: { $metadata: { httpStatusCode: number } }) => {
      assert.equal($metadata.httpStatusCode, 304)
      return true
    })
    const beyond = s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=10-' }))
    await assert.rejects(beyond, { name: 'InvalidRange' })
  })

  it('are held to their checksums', async () => {
    const { CRC32, SHA256 } = ChecksumAlgorithm
    for (const each of [CRC32, SHA256])
      await s3.send(new PutObjectCommand({ Bucket, Key: each, Body: '123456789', ChecksumAlgorithm: each }))
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'nvme', Body, ChecksumCRC64NVME: 'rosUhgp5mIg=' }))
    await put('123456789')
    await assert.rejects(put('123456780'), { name: 'BadDigest' })
  })

  it('are tagged, and so is their bucket', async () => {
    const about = { Bucket, Key }
    const tags = async () => (await s3.send(new GetObjectTaggingCommand(about))).TagSet
    await s3.send(new PutObjectCommand({ ...about, Body: '0123456789', Tagging: 'team=a%20b%2Bc' }))
    assert.deepEqual(await tags(), [{ Key: 'team', Value: 'a b+c' }])
    assert.equal((await s3.send(new GetObjectCommand(about))).TagCount, 1)
    const TagSet = [{ Key: 'stage', Value: 'ü' }]
    await s3.send(new PutObjectTaggingCommand({ ...about, Tagging: { TagSet } }))
    assert.deepEqual(await tags(), TagSet)
    await s3.send(new DeleteObjectTaggingCommand(about))
    assert.deepEqual(await tags(), [])
    await assert.rejects(s3.send(new GetBucketTaggingCommand({ Bucket })), { name: 'NoSuchTagSet' })
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    assert.deepEqual((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet, TagSet)
  })

  it('are listed like folders, in buckets that are listed', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}))
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      [Bucket],
    )
    const { CommonPrefixes, Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    assert.deepEqual(CommonPrefixes, [{ Prefix: '2026/' }])
    assert.deepEqual(
      Contents?.map(({ Key: key }) => key),
      ['CRC32', 'SHA256', 'nvme'],
    )
  })
})
