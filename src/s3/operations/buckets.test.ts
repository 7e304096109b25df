import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openS3 } from '../../../test/support/s3.ts'

const Bucket = 'assets'
const tlsOnly = {
  Sid: 'AllowSSLRequestsOnly',
  Action: 's3:*',
  Effect: 'Deny',
  Resource: ['arn:aws:s3:::assets', 'arn:aws:s3:::assets/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  Principal: '*',
}

async function openBucket(t: TestContext) {
  const opened = await openS3(t)
  await opened.client.CreateBucket({ Bucket })
  return opened
}

describe('a bucket', () => {
  it('is listed with the others, by region and prefix, and in pages', async (t) => {
    const { client } = await openS3(t)
    for (const name of ['a-1', 'b-1', 'b-2']) await client.CreateBucket({ Bucket: name })
    const names = async (more: object) => (await client.ListBuckets(more)).Buckets?.map(({ Name }) => Name)
    assert.deepEqual(await names({}), ['a-1', 'b-1', 'b-2'])
    assert.deepEqual(await names({ Prefix: 'b' }), ['b-1', 'b-2'])
    assert.deepEqual(await names({ BucketRegion: 'eu-west-1' }), [])
    const first = await client.ListBuckets({ MaxBuckets: 2 })
    assert.equal(first.Buckets?.[0]?.BucketRegion, 'us-east-1')
    assert.deepEqual(await names({ ContinuationToken: first.ContinuationToken }), ['b-2'])
  })

  it('is made once in a region, which it tells, and deleted while it is empty', async (t) => {
    const { client } = await openS3(t, 'eu-west-1')
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
    assert.deepEqual(await client.CreateBucket({ Bucket, CreateBucketConfiguration }), {
      Location: '/assets',
      BucketArn: 'arn:aws:s3:::assets',
    })
    await assert.rejects(client.CreateBucket({ Bucket }), { name: 'BucketAlreadyOwnedByYou' })
    assert.deepEqual(await client.GetBucketLocation({ Bucket }), { LocationConstraint: 'eu-west-1' })
    assert.equal((await client.HeadBucket({ Bucket })).BucketRegion, 'eu-west-1')
    await client.PutObject({ Bucket, Key: 'a' })
    await assert.rejects(client.DeleteBucket({ Bucket }), {
      name: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    })
    await client.DeleteObject({ Bucket, Key: 'a' })
    await client.DeleteBucket({ Bucket })
    await assert.rejects(client.HeadBucket({ Bucket }), {
      name: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
    })
  })

  for (const name of ['ab', 'Upper', 'a..b', '-ab', 'a_b', 'a'.repeat(64)])
    it(`is refused by the name ${name}`, async (t) => {
      const { client } = await openS3(t)
      await assert.rejects(client.CreateBucket({ Bucket: name }), {
        name: 'InvalidBucketName',
        message: 'The specified bucket is not valid.',
      })
    })

  it('is not made for another region', async (t) => {
    const { client } = await openS3(t)
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
    await assert.rejects(client.CreateBucket({ Bucket, CreateBucketConfiguration }), {
      name: 'IllegalLocationConstraintException',
    })
  })

  it('is somebody else`s for whoever expects another owner', async (t) => {
    const { client } = await openBucket(t)
    await client.HeadBucket({ Bucket, ExpectedBucketOwner: '000000000000' })
    await assert.rejects(client.HeadBucket({ Bucket, ExpectedBucketOwner: '111111111111' }), { name: 'AccessDenied' })
  })

  it('tells the algorithm that it was given', async (t) => {
    const { client } = await openBucket(t)
    const algorithm = async () => {
      const { ServerSideEncryptionConfiguration: configuration } = await client.GetBucketEncryption({ Bucket })
      return configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm
    }
    const put = (SSEAlgorithm: 'aws:kms' | 'aws:kms:dsse', KMSMasterKeyID?: string) => {
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }
      return client.PutBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } })
    }
    assert.equal(await algorithm(), 'AES256')
    await put('aws:kms')
    assert.equal(await algorithm(), 'aws:kms')
    const lacking = (what: string) => ({ name: 'NotImplemented', message: `poolgate does not implement ${what}` })
    await assert.rejects(put('aws:kms', 'alias/mine'), lacking('KMSMasterKeyID'))
    await assert.rejects(put('aws:kms:dsse'), lacking('the SSEAlgorithm aws:kms:dsse'))
  })

  it('has versions once it is told to, and does not stop', async (t) => {
    const { client } = await openBucket(t)
    const put = (Status: 'Enabled' | 'Suspended') =>
      client.PutBucketVersioning({ Bucket, VersioningConfiguration: { Status } })
    assert.deepEqual(await client.GetBucketVersioning({ Bucket }), {})
    await put('Enabled')
    assert.deepEqual(await client.GetBucketVersioning({ Bucket }), { Status: 'Enabled' })
    await assert.rejects(put('Suspended'), { name: 'NotImplemented' })
  })

  it('keeps its lifecycle and what is blocked, and answers when there is none', async (t) => {
    const { client } = await openBucket(t)
    await assert.rejects(client.GetBucketLifecycleConfiguration({ Bucket }), { name: 'NoSuchLifecycleConfiguration' })
    await assert.rejects(client.GetPublicAccessBlock({ Bucket }), { name: 'NoSuchPublicAccessBlockConfiguration' })
    const Rules = [
      {
        ID: 'old',
        Filter: { Prefix: '' },
        Status: 'Enabled' as const,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
      {
        ID: 'parts',
        Filter: { Prefix: 'x/' },
        Status: 'Disabled' as const,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]
    await client.PutBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })
    assert.deepEqual(await client.GetBucketLifecycleConfiguration({ Bucket }), { Rules })
    const expiring = { Rules: [{ Status: 'Enabled' as const, Expiration: { Days: 1 } }] }
    await assert.rejects(client.PutBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: expiring }), {
      name: 'NotImplemented',
      message: 'poolgate does not implement Expiration',
    })
    await client.PutPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } })
    assert.deepEqual(await client.GetPublicAccessBlock({ Bucket }), {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: false,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
    })
  })

  it('takes the policy that asks for TLS, and no other', async (t) => {
    const { client } = await openBucket(t)
    const put = (...Statement: object[]) =>
      client.PutBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    await assert.rejects(client.GetBucketPolicy({ Bucket }), { name: 'NoSuchBucketPolicy' })
    await put(tlsOnly)
    assert.match((await client.GetBucketPolicy({ Bucket })).Policy ?? '', /"Sid":"AllowSSLRequestsOnly"/)
    for (const other of [
      { ...tlsOnly, Effect: 'Allow' },
      { ...tlsOnly, Principal: { AWS: 'arn:aws:iam::000000000000:user/jane' } },
      { ...tlsOnly, Action: 's3:PutObject' },
      { ...tlsOnly, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      { ...tlsOnly, Condition: undefined },
    ])
      await assert.rejects(put(tlsOnly, other), { name: 'NotImplemented' })
    await assert.rejects(client.PutBucketPolicy({ Bucket, Policy: '{' }), { name: 'MalformedPolicy' })
    await client.DeleteBucketPolicy({ Bucket })
    await assert.rejects(client.GetBucketPolicy({ Bucket }), { name: 'NoSuchBucketPolicy' })
  })
})
