import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ListSecretsCommandInput } from '@aws-sdk/client-secrets-manager'
import { openSecrets } from '../../../test/support/secrets.ts'

const descriptions = {
  'testing1/one': 'a secret',
  '/testing2/two': 'an secret',
  'testing3/three': 'asecret',
  '/testing4/four': 'theSecret',
}

async function openFour(t: TestContext) {
  const opened = await openSecrets(t)
  const { client, clock, random } = opened
  for (const [Name, Description] of Object.entries(descriptions)) {
    clock.advance(1000)
    const Tags = [{ Key: `of-${Name.replaceAll('/', '')}`, Value: Description }]
    await client.CreateSecret({ Name, Description, Tags, SecretString: Name, ClientRequestToken: random.uuid() })
  }
  const list = async (input: ListSecretsCommandInput = {}) =>
    (await client.ListSecrets({ SortOrder: 'asc', ...input })).SecretList?.map(({ Name = '' }) => Name)
  return { ...opened, list }
}

const [one, two, three, four] = Object.keys(descriptions)

describe('secrets are listed', () => {
  it('newest first, or as the caller asks', async (t) => {
    const { client, list } = await openFour(t)
    assert.deepEqual(
      (await client.ListSecrets({})).SecretList?.map(({ Name }) => Name),
      [four, three, two, one],
    )
    assert.deepEqual(await list(), [one, two, three, four])
    assert.deepEqual(await list({ SortBy: 'name' }), [two, four, one, three])
    await client.UpdateSecret({ SecretId: one, Description: 'x', ClientRequestToken: 'x'.repeat(32) })
    assert.deepEqual((await list({ SortBy: 'last-changed-date' }))?.at(-1), one)
  })

  it('as they are described, with their labels', async (t) => {
    const { client } = await openFour(t)
    const { SecretList: [first] = [] } = await client.ListSecrets({ MaxResults: 1 })
    const { VersionIdsToStages, ...described } = await client.DescribeSecret({ SecretId: four })
    assert.deepEqual(first, { ...described, SecretVersionsToStages: VersionIdsToStages })
  })

  it('in pages', async (t) => {
    const { client } = await openFour(t)
    const first = await client.ListSecrets({ MaxResults: 3 })
    const second = await client.ListSecrets({ MaxResults: 3, NextToken: first.NextToken })
    const names = [...(first.SecretList ?? []), ...(second.SecretList ?? [])].map(({ Name }) => Name)
    assert.deepEqual(names, [four, three, two, one])
    assert.equal(second.NextToken, undefined)
    for (const NextToken of ['!', Buffer.from('0/a\0b').toString('base64url')])
      await assert.rejects(client.ListSecrets({ NextToken }), { name: 'InvalidNextTokenException' })
  })

  it('without those that wait to be deleted, unless the caller asks for them', async (t) => {
    const { client, list } = await openFour(t)
    await client.DeleteSecret({ SecretId: one })
    assert.deepEqual(await list(), [two, three, four])
    assert.deepEqual(await list({ IncludePlannedDeletion: true }), [one, two, three, four])
  })

  const cases: readonly (readonly [key: string, values: string[], found: (string | undefined)[]])[] = [
    ['name', ['/'], [two, four]],
    ['name', ['!/'], [one, three]],
    ['name', ['testing1 one'], []],
    ['name', ['testing1', 'testing3'], [one, three]],
    ['name', ['testing', '!testing1'], [three]],
    ['description', ['a'], [one, two, three]],
    ['description', ['!a'], [four]],
    ['description', ['a secret'], [one, two]],
    ['description', ['!c'], [one, two, three, four]],
    ['description', ['THE'], [four]],
    ['tag-key', ['of-testing1'], [one]],
    ['tag-key', ['OF-testing1'], []],
    ['tag-value', ['an '], [two]],
    ['all', ['Two'], [two]],
    ['all', ['four theSecret'], []],
    ['primary-region', ['us-'], [one, two, three, four]],
    ['primary-region', ['eu-'], []],
    ['owning-service', ['rds'], []],
  ]
  for (const [Key, Values, found] of cases)
    it(`by what they have: ${Key} ${Values.join(', ')}`, async (t) => {
      const { list } = await openFour(t)
      assert.deepEqual(await list({ Filters: [{ Key: Key as 'all', Values }] }), found)
    })

  it('by all filters together', async (t) => {
    const { list } = await openFour(t)
    const Filters: ListSecretsCommandInput['Filters'] = [
      { Key: 'description', Values: ['a'] },
      { Key: 'name', Values: ['testing3'] },
    ]
    assert.deepEqual(await list({ Filters }), [three])
  })
})

describe('the values of several secrets', () => {
  it('are read at once, and why some cannot be is told beside them', async (t) => {
    const { client, random } = await openFour(t)
    await client.DeleteSecret({ SecretId: two })
    await client.CreateSecret({ Name: 'empty', ClientRequestToken: random.uuid() })
    const { SecretValues, Errors } = await client.BatchGetSecretValue({
      SecretIdList: [one, two, 'empty', 'none'].map(String),
    })
    assert.deepEqual(
      SecretValues?.map(({ SecretString }) => SecretString),
      [one],
    )
    assert.deepEqual(
      Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode]),
      [
        [two, 'InvalidRequestException'],
        ['empty', 'ResourceNotFoundException'],
        ['none', 'ResourceNotFoundException'],
      ],
    )
  })

  it('are read by filters, in pages', async (t) => {
    const { client } = await openFour(t)
    const Filters: ListSecretsCommandInput['Filters'] = [{ Key: 'name', Values: ['/'] }]
    const first = await client.BatchGetSecretValue({ Filters, MaxResults: 1 })
    const second = await client.BatchGetSecretValue({ Filters, MaxResults: 1, NextToken: first.NextToken })
    const strings = [first, second].flatMap(({ SecretValues = [] }) => SecretValues.map((value) => value.SecretString))
    assert.deepEqual(strings, [four, two])
  })

  it('are asked for by ids or by filters', async (t) => {
    const { client } = await openSecrets(t)
    await assert.rejects(client.BatchGetSecretValue({}), { name: 'InvalidParameterException' })
    await assert.rejects(client.BatchGetSecretValue({ SecretIdList: ['a'], Filters: [] }), {
      message: "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
    })
    await assert.rejects(client.BatchGetSecretValue({ SecretIdList: ['a'], MaxResults: 2 }), {
      message: "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
    })
  })
})
