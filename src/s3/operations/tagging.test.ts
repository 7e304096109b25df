import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openS3 } from '../../../test/support/s3.ts'

const Bucket = 'assets'
const Key = 'x/template.json'
const Body = Buffer.from('{}')
const team = { Key: 'team', Value: 'a b+c/ü' }
const stage = { Key: 'stage', Value: '' }

async function openBucket(t: TestContext) {
  const opened = await openS3(t)
  await opened.client.CreateBucket({ Bucket })
  const tagsOf = async (key: string, VersionId?: string) =>
    (await opened.client.GetObjectTagging({ Bucket, Key: key, ...(VersionId !== undefined && { VersionId }) })).TagSet
  return { ...opened, tagsOf }
}

describe('tags of an object', () => {
  it('come with it, are counted, changed as a whole, and go', async (t) => {
    const { client, tagsOf } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body, Tagging: 'team=a+b%2Bc%2F%C3%BC&stage=' })
    assert.deepEqual(await tagsOf(Key), [team, stage])
    assert.equal((await client.HeadObject({ Bucket, Key })).TagCount, 2)
    assert.equal((await client.GetObject({ Bucket, Key })).TagCount, 2)
    assert.deepEqual(await client.PutObjectTagging({ Bucket, Key, Tagging: { TagSet: [stage] } }), {})
    assert.deepEqual(await tagsOf(Key), [stage])
    await client.DeleteObjectTagging({ Bucket, Key })
    assert.deepEqual(await tagsOf(Key), [])
    assert.equal((await client.HeadObject({ Bucket, Key })).TagCount, undefined)
  })

  it('belong to its version, and go with what is put in its place', async (t) => {
    const { client, tagsOf } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body, Tagging: 'stage' })
    await client.PutObject({ Bucket, Key, Body })
    assert.deepEqual(await tagsOf(Key), [])
    await client.PutBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const { VersionId = '' } = await client.PutObject({ Bucket, Key, Body })
    await client.PutObject({ Bucket, Key, Body })
    const tagged = await client.PutObjectTagging({ Bucket, Key, VersionId, Tagging: { TagSet: [team] } })
    assert.deepEqual(tagged, { VersionId })
    assert.deepEqual([await tagsOf(Key), await tagsOf(Key, VersionId)], [[], [team]])
    assert.deepEqual(await client.DeleteObjectTagging({ Bucket, Key, VersionId }), { VersionId })
    assert.deepEqual(await tagsOf(Key, VersionId), [])
  })

  it('are copied with it, unless the copy is to have others', async (t) => {
    const { client, tagsOf } = await openBucket(t)
    await client.PutObject({ Bucket, Key, Body, Tagging: 'stage=' })
    const copy = (key: string, more: { TaggingDirective?: 'COPY' | 'REPLACE'; Tagging?: string }) =>
      client.CopyObject({ Bucket, Key: key, CopySource: `${Bucket}/${Key}`, ...more })
    await copy('same', {})
    await copy('others', { TaggingDirective: 'REPLACE', Tagging: 'team=a%20b%2Bc%2F%C3%BC' })
    await copy('none', { TaggingDirective: 'REPLACE' })
    assert.deepEqual([await tagsOf('same'), await tagsOf('others'), await tagsOf('none')], [[stage], [team], []])
    await assert.rejects(copy('same', { Tagging: 'a=b' }), {
      name: 'NotImplemented',
      message: 'poolgate does not implement Tagging',
    })
  })

  it('need an object that is there', async (t) => {
    const { client, tagsOf } = await openBucket(t)
    await assert.rejects(tagsOf(Key), { name: 'NoSuchKey' })
    await client.PutObject({ Bucket, Key, Body })
    const VersionId = 'none'
    await assert.rejects(client.PutObjectTagging({ Bucket, Key, VersionId, Tagging: { TagSet: [] } }), {
      name: 'NoSuchVersion',
    })
    await assert.rejects(client.DeleteObjectTagging({ Bucket, Key: 'y' }), { name: 'NoSuchKey' })
  })

  for (const header of ['a=1&a=2', 'a=%', 'a=%FF'])
    it(`are refused when they are not the query of a URL: ${header}`, async (t) => {
      const { client } = await openBucket(t)
      await assert.rejects(client.PutObject({ Bucket, Key, Body, Tagging: header }), {
        name: 'InvalidArgument',
        message:
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      })
      await assert.rejects(client.HeadObject({ Bucket, Key }), { name: 'NoSuchKey' })
    })

  const ten = Array.from({ length: 10 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
  for (const [what, TagSet, name, message] of [
    ['eleven', [...ten, team], 'BadRequest', 'Object tags cannot be greater than 10'],
    ['two of one key', [team, team], 'InvalidTag', 'Cannot provide multiple Tags with the same key'],
    [
      'a key of 129 characters',
      [{ Key: 'k'.repeat(129), Value: '' }],
      'InvalidTag',
      'The TagKey you have provided is invalid',
    ],
    ['a key with a bracket', [{ Key: 'k{', Value: '' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [
      'a value of 257 characters',
      [{ Key: 'k', Value: 'v'.repeat(257) }],
      'InvalidTag',
      'The TagValue you have provided is invalid',
    ],
    [
      'one of AWS itself',
      [{ Key: 'aws:k', Value: '' }],
      'InvalidTag',
      'System tags cannot be added/updated by requester',
    ],
  ] as const)
    it(`are refused when there are ${what}`, async (t) => {
      const { client, tagsOf } = await openBucket(t)
      await client.PutObject({ Bucket, Key, Body, Tagging: 'stage=' })
      const refused = client.PutObjectTagging({ Bucket, Key, Tagging: { TagSet: [...TagSet] } })
      await assert.rejects(refused, { name, message })
      assert.deepEqual(await tagsOf(Key), [stage])
    })
})

describe('tags of a bucket', () => {
  it('are put as a whole, told, and taken away', async (t) => {
    const { client } = await openBucket(t)
    const none = { name: 'NoSuchTagSet', message: 'The TagSet does not exist' }
    await assert.rejects(client.GetBucketTagging({ Bucket }), none)
    await client.PutBucketTagging({ Bucket, Tagging: { TagSet: [team, stage] } })
    await client.PutBucketTagging({ Bucket, Tagging: { TagSet: [stage] } })
    assert.deepEqual(await client.GetBucketTagging({ Bucket }), { TagSet: [stage] })
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await assert.rejects(client.PutBucketTagging({ Bucket, Tagging: { TagSet: many } }), {
      name: 'BadRequest',
      message: 'Bucket tags cannot be greater than 50',
    })
    for (let time = 0; time < 2; time++) await client.DeleteBucketTagging({ Bucket })
    await assert.rejects(client.GetBucketTagging({ Bucket }), none)
  })
})
