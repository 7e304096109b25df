import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openSecrets } from '../../../test/support/secrets.ts'

const day = 86_400_000
const idOf = (version: number) => `version-${String(version).padStart(28, '0')}`

async function openApp(t: TestContext) {
  const opened = await openSecrets(t)
  const { client, clock } = opened
  const SecretId = 'app'
  await client.CreateSecret({ Name: SecretId, SecretString: 'S1', ClientRequestToken: idOf(1) })
  const put = (version: number, VersionStages?: string[]) => {
    clock.advance(1000)
    const ClientRequestToken = idOf(version)
    return client.PutSecretValue({
      SecretId,
      SecretString: `S${version}`,
      ClientRequestToken,
      ...(VersionStages && { VersionStages }),
    })
  }
  const move = (VersionStage: string, from: number | undefined, to: number | undefined) =>
    client.UpdateSecretVersionStage({
      SecretId,
      VersionStage,
      ...(from !== undefined && { RemoveFromVersionId: idOf(from) }),
      ...(to !== undefined && { MoveToVersionId: idOf(to) }),
    })
  /** `1: AWSCURRENT`, oldest first. */
  const labels = async (IncludeDeprecated = false) =>
    (await client.ListSecretVersionIds({ SecretId, IncludeDeprecated })).Versions?.map(
      ({ VersionId = '', VersionStages = [] }) => `${Number(VersionId.slice(8))}: ${VersionStages.join(' ')}`.trim(),
    )
  return { ...opened, SecretId, put, move, labels }
}

describe('a version of a secret', () => {
  it('becomes the current one, and the one before the previous one', async (t) => {
    const { put, labels, client, SecretId } = await openApp(t)
    const { VersionStages, VersionId } = await put(2)
    assert.deepEqual([VersionId, VersionStages], [idOf(2), ['AWSCURRENT']])
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS', '2: AWSCURRENT'])
    await put(3)
    assert.deepEqual(await labels(), ['2: AWSPREVIOUS', '3: AWSCURRENT'])
    assert.deepEqual(await labels(true), ['1:', '2: AWSPREVIOUS', '3: AWSCURRENT'])
    const previous = await client.GetSecretValue({ SecretId, VersionStage: 'AWSPREVIOUS' })
    assert.deepEqual([previous.SecretString, previous.VersionId], ['S2', idOf(2)])
    const deprecated = await client.GetSecretValue({ SecretId, VersionId: idOf(1) })
    assert.deepEqual([deprecated.SecretString, deprecated.VersionStages], ['S1', undefined])
  })

  it('has the labels that it is put with, and nobody else has them', async (t) => {
    const { put, labels, client, SecretId } = await openApp(t)
    assert.deepEqual((await put(2, ['two', 'one', 'three'])).VersionStages, ['one', 'three', 'two'])
    assert.deepEqual(await labels(), ['1: AWSCURRENT', '2: one three two'])
    await put(3, ['four', 'one', 'two'])
    assert.deepEqual(await labels(), ['1: AWSCURRENT', '2: three', '3: four one two'])
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'S1')
  })

  it('is the current one when it is the first', async (t) => {
    const { client } = await openSecrets(t)
    await client.CreateSecret({ Name: 'empty', ClientRequestToken: idOf(1) })
    const put = { SecretId: 'empty', SecretString: 'x', ClientRequestToken: idOf(2), VersionStages: ['AWSPENDING'] }
    assert.deepEqual((await client.PutSecretValue(put)).VersionStages, ['AWSCURRENT', 'AWSPENDING'])
  })

  it('is put once by its token, and never changed', async (t) => {
    const { client, put, SecretId, labels } = await openApp(t)
    await put(2)
    assert.deepEqual((await put(2)).VersionStages, ['AWSCURRENT'])
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS', '2: AWSCURRENT'])
    const other = { SecretId, SecretString: 'other', ClientRequestToken: idOf(2) }
    for (const refused of [client.PutSecretValue(other), client.UpdateSecret(other)])
      await assert.rejects(refused, {
        name: 'ResourceExistsException',
        message: /^You can't use ClientRequestToken version-0+2 because that value is already in use for a version/,
      })
    await assert.rejects(client.PutSecretValue({ SecretId, ClientRequestToken: idOf(3) }), {
      name: 'InvalidRequestException',
      message: 'You must provide either SecretString or SecretBinary.',
    })
  })

  it('is made of each of many calls at once', async (t) => {
    const { put, labels } = await openApp(t)
    await Promise.all([2, 3, 4, 5].map((version) => put(version)))
    assert.equal((await labels(true))?.length, 5)
    assert.equal((await labels())?.length, 2)
  })

  it('comes with an update that has a value, and with no other', async (t) => {
    const { client, SecretId, labels } = await openApp(t)
    const described = await client.UpdateSecret({ SecretId, Description: 'about', ClientRequestToken: idOf(2) })
    assert.equal(described.VersionId, undefined)
    const valued = await client.UpdateSecret({ SecretId, SecretString: 'S3', ClientRequestToken: idOf(3) })
    assert.equal(valued.VersionId, idOf(3))
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS', '3: AWSCURRENT'])
    assert.equal((await client.DescribeSecret({ SecretId })).Description, 'about')
  })

  it('is found by both its id and a label of it only if it has that', async (t) => {
    const { client, put, SecretId } = await openApp(t)
    await put(2)
    const both = (version: number, VersionStage: string) =>
      client.GetSecretValue({ SecretId, VersionId: idOf(version), VersionStage })
    assert.equal((await both(1, 'AWSPREVIOUS')).SecretString, 'S1')
    await assert.rejects(both(1, 'AWSCURRENT'), {
      name: 'InvalidRequestException',
      message: 'You provided a VersionStage that is not associated to the provided VersionId.',
    })
    await assert.rejects(both(9, 'AWSCURRENT'), {
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${idOf(9)}`,
    })
    await assert.rejects(client.GetSecretValue({ SecretId, VersionStage: 'AWSPENDING' }), {
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    })
  })

  it('goes when it is deprecated, a day old, and a hundred newer ones are there', async (t) => {
    const { put, clock, store } = await openApp(t)
    const kept = async () => {
      const { versions = [] } = (await store.findSecret('us-east-1', 'app')) ?? {}
      return [versions.length, versions[0]?.id]
    }
    for (let version = 2; version <= 103; version += 1) await put(version)
    assert.deepEqual(await kept(), [103, idOf(1)])
    clock.advance(day)
    await put(104)
    assert.deepEqual(await kept(), [100, idOf(5)])
  })

  it('is one of a thousand at most in a day', async (t) => {
    const { put, store, random } = await openApp(t)
    const secret = (await store.findSecret('us-east-1', 'app')) ?? assert.fail()
    const young = Array.from({ length: 999 }, () => ({ id: random.uuid(), createdAt: secret.createdAt, stages: [] }))
    await store.replaceSecret({ ...secret, revision: 2, versions: [...young, ...secret.versions] }, secret)
    await assert.rejects(put(2), { name: 'LimitExceededException' })
  })
})

describe('a staging label', () => {
  it('moves, and AWSPREVIOUS follows AWSCURRENT', async (t) => {
    const { put, move, labels } = await openApp(t)
    await put(2, ['AWSPENDING', 'PUT1'])
    await move('AWSCURRENT', 1, 2)
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS', '2: AWSCURRENT AWSPENDING PUT1'])
    await put(3, ['AWSPENDING', 'PUT2'])
    await move('AWSCURRENT', 2, 3)
    assert.deepEqual(await labels(), ['2: AWSPREVIOUS PUT1', '3: AWSCURRENT AWSPENDING PUT2'])
    await move('AWSCURRENT', 3, 2)
    assert.deepEqual(await labels(), ['2: AWSCURRENT PUT1', '3: AWSPENDING AWSPREVIOUS PUT2'])
  })

  it('is put on a version, and taken off', async (t) => {
    const { put, move, labels } = await openApp(t)
    await put(2)
    await move('mine', undefined, 1)
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS mine', '2: AWSCURRENT'])
    await move('mine', 1, undefined)
    assert.deepEqual(await labels(), ['1: AWSPREVIOUS', '2: AWSCURRENT'])
    await assert.rejects(move('mine', 1, undefined), { name: 'InvalidParameterException' })
  })

  it('moves from where the caller says that it is only', async (t) => {
    const { put, move } = await openApp(t)
    await put(2)
    await assert.rejects(move('AWSCURRENT', undefined, 1), {
      name: 'InvalidParameterException',
      message: `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${idOf(2)}, so you must explicitly reference that version in RemoveFromVersionId.`,
    })
    await assert.rejects(move('AWSPREVIOUS', 2, 2), { name: 'InvalidParameterException' })
    await assert.rejects(move('AWSCURRENT', 2, undefined), {
      name: 'InvalidParameterException',
      message:
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    })
    await assert.rejects(move('AWSCURRENT', 2, 9), { name: 'ResourceNotFoundException' })
    await assert.rejects(move('AWSCURRENT', undefined, undefined), { name: 'InvalidParameterException' })
  })

  it('is one of twenty', async (t) => {
    const { put } = await openApp(t)
    const stages = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`)
    await put(2, stages(19))
    await assert.rejects(put(3, ['one-more']), { name: 'LimitExceededException' })
  })
})

describe('the versions of a secret', () => {
  it('are listed in pages', async (t) => {
    const { client, put, SecretId } = await openApp(t)
    await put(2)
    await put(3)
    const first = await client.ListSecretVersionIds({ SecretId, IncludeDeprecated: true, MaxResults: 2 })
    const NextToken = first.NextToken ?? assert.fail()
    const second = await client.ListSecretVersionIds({ SecretId, IncludeDeprecated: true, MaxResults: 2, NextToken })
    const ids = [...(first.Versions ?? []), ...(second.Versions ?? [])].map(({ VersionId }) => VersionId)
    assert.deepEqual(ids, [idOf(1), idOf(2), idOf(3)])
    assert.equal(second.NextToken, undefined)
    assert.deepEqual(first.Versions?.[0]?.KmsKeyIds, ['DefaultEncryptionKey'])
    await assert.rejects(client.ListSecretVersionIds({ SecretId, NextToken: 'x' }), {
      name: 'InvalidNextTokenException',
    })
  })
})
