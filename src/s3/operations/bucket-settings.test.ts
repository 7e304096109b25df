import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openS3 } from '../../../test/support/s3.ts'
import { loadModel } from '../../wire/model.ts'
import { operations } from './index.ts'

it('what a bucket is set to is taken away again, also when it is gone already', async (t) => {
  const { client } = await openS3(t)
  const Bucket = 'assets'
  await client.CreateBucket({ Bucket })
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }]
  await client.PutBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } })
  const LifecycleConfiguration = { Rules: [{ Status: 'Enabled' as const, Filter: { Prefix: '' } }] }
  await client.PutBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration })
  await client.PutPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } })
  for (let time = 0; time < 2; time++) {
    await client.DeleteBucketEncryption({ Bucket })
    await client.DeleteBucketLifecycle({ Bucket })
    await client.DeletePublicAccessBlock({ Bucket })
  }
  const { ServerSideEncryptionConfiguration: encryption } = await client.GetBucketEncryption({ Bucket })
  assert.equal(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256')
  await assert.rejects(client.GetBucketLifecycleConfiguration({ Bucket }), { name: 'NoSuchLifecycleConfiguration' })
  await assert.rejects(client.GetPublicAccessBlock({ Bucket }), { name: 'NoSuchPublicAccessBlockConfiguration' })
})

it('the model has the input of every operation that poolgate has', () => {
  const model = loadModel('s3')
  assert.deepEqual(
    Object.keys(operations).filter((name) => model.operations[name]?.input === undefined),
    [],
  )
})
