import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const Bucket = 'assets'
const Key = 'folder/a key & more é'

describe('buckets and parameters, through the AWS SDK', () => {
  let server: SpawnedServer
  let s3: S3Client
  let ssm: SSMClient
  before(async () => {
    server = await startServer()
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const config = { endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 }
    s3 = new S3Client({ ...config, forcePathStyle: true })
    ssm = new SSMClient(config)
  })
  after(async () => {
    s3.destroy()
    ssm.destroy()
    await server.stop()
  })

  it('make a bucket where it is to be, and set it up', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
    assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, 'eu-west-1')
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    assert.deepEqual(encryption?.Rules, [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ])
    const Rules = ['a', 'b'].map((ID) => ({
      ID,
      Filter: { Prefix: `${ID}<&>/` },
      Status: 'Enabled' as const,
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    }))
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
    assert.deepEqual((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules, Rules)
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }
    const Policy = JSON.stringify({
      Statement: { ...statement, Condition: { Bool: { 'aws:SecureTransport': false } } },
    })
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    assert.equal((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy)
  })

  it('put, find, list and get objects, whole or as streams', async () => {
    const Metadata = { author: 'jane' }
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata }))
    assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"')
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }))
    assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata], [5, 'text/plain', Metadata])
    assert.equal(head.VersionId, put.VersionId)
    const stream = Readable.from([Buffer.alloc(70_000, 'x'), Buffer.from('end')])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: stream, ContentLength: 70_003 }))
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
    assert.equal((await got.Body?.transformToString())?.slice(-5), 'xxend')
    const before = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: put.VersionId }))
    assert.equal(await before.Body?.transformToString(), 'hello')
    const { Contents, KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'folder/' }))
    assert.deepEqual([Contents?.map((object) => [object.Key, object.Size]), KeyCount], [[[Key, 70_003]], 1])
  })

  it('are told by name what is missing, and what poolgate lacks', async () => {
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey' })
    await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })), { name: 'NotFound' })
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: 'none', Key })), { name: 'NoSuchBucket' })
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/none` })
    await assert.rejects(s3.send(copy), { name: 'NoSuchKey' })
    await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' })
    for (const [call, operation] of [
      [() => s3.send(new GetBucketAclCommand({ Bucket })), 'GetBucketAcl'],
      [() => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })), 'CreateMultipartUpload'],
    ] as const)
      await assert.rejects(call, {
        name: 'NotImplemented',
        message: `S3 ${operation} is not implemented by poolgate`,
      })
  })

  it('put, get and delete parameters', async () => {
    const Name = '/app/stage'
    assert.equal((await ssm.send(new PutParameterCommand({ Name, Value: 'test', Type: 'String' }))).Version, 1)
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }))
    assert.deepEqual(
      [Parameter?.Value, Parameter?.ARN],
      ['test', 'arn:aws:ssm:eu-west-1:000000000000:parameter/app/stage'],
    )
    await ssm.send(new DeleteParameterCommand({ Name }))
    await ssm.send(new PutParameterCommand({ Name, Value: 'hunter2', Type: 'SecureString' }))
    const decrypted = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))
    assert.equal(decrypted.Parameter?.Value, 'hunter2')
    const resource = { ResourceType: 'Parameter', ResourceId: Name } as const
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'team', Value: 'a' }] }))
    assert.deepEqual((await ssm.send(new ListTagsForResourceCommand(resource))).TagList, [{ Key: 'team', Value: 'a' }])
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [Name] }]
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }))
    assert.deepEqual(
      Parameters?.map(({ KeyId, Version }) => [KeyId, Version]),
      [['alias/aws/ssm', 1]],
    )
    await ssm.send(new DeleteParameterCommand({ Name }))
    await assert.rejects(ssm.send(new GetParameterCommand({ Name })), { name: 'ParameterNotFound' })
  })
})
