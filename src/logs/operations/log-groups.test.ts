import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLogs } from '../../../test/support/logs.ts'

const missing = { name: 'ResourceNotFoundException', message: 'The specified log group does not exist.' }
const arnOf = (name: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${name}`

describe('a log group', () => {
  it('is described as it was made', async (t) => {
    const { client, clock } = await openLogs(t)
    await client.CreateLogGroup({ logGroupName: '/aws/http-api', tags: { team: 'shop' } })
    assert.deepEqual(await client.DescribeLogGroups({ logGroupNamePrefix: '/aws/' }), {
      logGroups: [
        {
          logGroupName: '/aws/http-api',
          creationTime: clock.time(),
          metricFilterCount: 0,
          arn: `${arnOf('/aws/http-api')}:*`,
          storedBytes: 0,
          logGroupClass: 'STANDARD',
          logGroupArn: arnOf('/aws/http-api'),
          deletionProtectionEnabled: false,
        },
      ],
    })
  })

  it('is there once', async (t) => {
    const { client } = await openLogs(t)
    await client.CreateLogGroup({ logGroupName: 'a' })
    await assert.rejects(client.CreateLogGroup({ logGroupName: 'a' }), {
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    })
    await client.DeleteLogGroup({ logGroupName: 'a' })
    await assert.rejects(client.DeleteLogGroup({ logGroupName: 'a' }), missing)
    assert.deepEqual(await client.DescribeLogGroups({}), { logGroups: [] })
  })

  const refusals: [string, object, string][] = [
    [
      'a key of KMS',
      { kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/a' },
      'poolgate does not implement kmsKeyId yet',
    ],
    [
      'a class of its own',
      { logGroupClass: 'INFREQUENT_ACCESS' },
      'poolgate does not implement logGroupClass INFREQUENT_ACCESS yet',
    ],
    [
      'protection from deletion',
      { deletionProtectionEnabled: true },
      'poolgate does not implement deletionProtectionEnabled yet',
    ],
    ['a name of AWS', { logGroupName: 'aws/spans' }, 'Log groups starting with AWS/ are reserved for AWS.'],
    ['a tag of AWS', { tags: { 'aws:x': '' } }, 'Tag keys that begin with aws: are reserved for AWS'],
  ]
  for (const [what, input, message] of refusals)
    it(`is refused with ${what}`, async (t) => {
      const { client } = await openLogs(t)
      await assert.rejects(client.CreateLogGroup({ logGroupName: 'a', ...input }), {
        name: 'InvalidParameterException',
        message,
      })
    })

  it('keeps events for as many days as it is told, and for ever when it is told no more', async (t) => {
    const { client } = await openLogs(t)
    const group = { logGroupName: 'a' }
    const days = async () => (await client.DescribeLogGroups({})).logGroups?.[0]?.retentionInDays
    await assert.rejects(client.PutRetentionPolicy({ ...group, retentionInDays: 7 }), missing)
    await client.CreateLogGroup(group)
    await client.PutRetentionPolicy({ ...group, retentionInDays: 7 })
    assert.equal(await days(), 7)
    await assert.rejects(client.PutRetentionPolicy({ ...group, retentionInDays: 8 }), {
      name: 'InvalidParameterException',
      message:
        /^1 validation error detected: Value '8' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: \[1, 3, 5, /,
    })
    await client.DeleteRetentionPolicy(group)
    assert.equal(await days(), undefined)
    await assert.rejects(client.DeleteRetentionPolicy({ logGroupName: 'b' }), missing)
  })

  it('has tags, under its ARN and under its name', async (t) => {
    const { client } = await openLogs(t)
    const resourceArn = arnOf('a')
    await assert.rejects(client.ListTagsForResource({ resourceArn }), missing)
    await client.CreateLogGroup({ logGroupName: 'a' })
    await client.TagResource({ resourceArn, tags: { one: '1', two: '2' } })
    await client.TagLogGroup({ logGroupName: 'a', tags: { two: '', three: '3' } })
    const { tags } = await client.ListTagsForResource({ resourceArn })
    assert.deepEqual(tags, { one: '1', two: '', three: '3' })
    await client.UntagResource({ resourceArn, tagKeys: ['one', 'none'] })
    await client.UntagLogGroup({ logGroupName: 'a', tags: ['two'] })
    assert.deepEqual((await client.ListTagsLogGroup({ logGroupName: 'a' })).tags, { three: '3' })
  })

  it('has 50 tags at most', async (t) => {
    const { client } = await openLogs(t)
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, '']))
    await client.CreateLogGroup({ logGroupName: 'a', tags })
    await assert.rejects(client.TagResource({ resourceArn: arnOf('a'), tags: { more: '' } }), {
      name: 'TooManyTagsException',
    })
  })
})

describe('DescribeLogGroups', () => {
  it('finds by the beginning of names, by a part of them, and by ARNs', async (t) => {
    const { client } = await openLogs(t)
    for (const logGroupName of ['a/one', 'a/two', 'b/one', 'A/one']) await client.CreateLogGroup({ logGroupName })
    const names = async (input: object) =>
      (await client.DescribeLogGroups(input)).logGroups?.map(({ logGroupName }) => logGroupName)
    assert.deepEqual(await names({ logGroupNamePrefix: 'a/' }), ['a/one', 'a/two'])
    assert.deepEqual(await names({ logGroupNamePattern: '/one' }), ['A/one', 'a/one', 'b/one'])
    assert.deepEqual(await names({ logGroupIdentifiers: [arnOf('b/one'), 'a/two', 'none'] }), ['a/two', 'b/one'])
    assert.deepEqual(await names({ logGroupClass: 'DELIVERY' }), [])
    await assert.rejects(names({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }), {
      message: 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    })
  })

  it('answers in pages', async (t) => {
    const { client } = await openLogs(t)
    for (const logGroupName of ['a', 'b', 'c']) await client.CreateLogGroup({ logGroupName })
    const { logGroups: first, nextToken } = await client.DescribeLogGroups({ limit: 2 })
    const { logGroups: second, nextToken: none } = await client.DescribeLogGroups({ limit: 2, nextToken })
    assert.deepEqual(
      [...(first ?? []), ...(second ?? [])].map(({ logGroupName }) => logGroupName),
      ['a', 'b', 'c'],
    )
    assert.equal(none, undefined)
    await assert.rejects(client.DescribeLogGroups({ nextToken: 'made up' }), {
      name: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    })
  })
})
