import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openSecrets } from '../../../test/support/secrets.ts'

const day = 86_400_000
const token = 'a-token-of-at-least-32-characters-1'
const missing = { name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." }
const marked = {
  name: 'InvalidRequestException',
  message: "You can't perform this operation on the secret because it was marked for deletion.",
}

async function openApp(t: TestContext, Name = 'app/password') {
  const opened = await openSecrets(t)
  const { ARN = '' } = await opened.client.CreateSecret({ Name, SecretString: 'one', ClientRequestToken: token })
  return { ...opened, Name, ARN }
}

describe('a secret', () => {
  it('is created with its first version, which is the current one', async (t) => {
    const { client, clock, Name, ARN } = await openApp(t)
    assert.match(ARN, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/password-[A-Za-z0-9]{6}$/)
    assert.deepEqual(await client.GetSecretValue({ SecretId: Name }), {
      ARN,
      Name,
      VersionId: token,
      SecretString: 'one',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: clock.now(),
    })
  })

  it('is described with what it has only', async (t) => {
    const { client, clock, Name, ARN } = await openApp(t)
    const described = { ARN, Name, CreatedDate: clock.now(), LastChangedDate: clock.now() }
    const VersionIdsToStages = { [token]: ['AWSCURRENT'] }
    assert.deepEqual(await client.DescribeSecret({ SecretId: Name }), { ...described, VersionIdsToStages })
    await client.GetSecretValue({ SecretId: Name })
    const { LastAccessedDate } = await client.DescribeSecret({ SecretId: Name })
    assert.deepEqual(LastAccessedDate, new Date('2026-11-22T00:00:00Z'))
  })

  it('may have no value yet', async (t) => {
    const { client } = await openSecrets(t)
    const created = await client.CreateSecret({ Name: 'empty', ClientRequestToken: token, Description: 'later' })
    assert.equal(created.VersionId, undefined)
    const { Description, VersionIdsToStages } = await client.DescribeSecret({ SecretId: 'empty' })
    assert.deepEqual([Description, VersionIdsToStages], ['later', undefined])
    await assert.rejects(client.GetSecretValue({ SecretId: 'empty' }), {
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    })
  })

  it('may be of bytes', async (t) => {
    const { client } = await openSecrets(t)
    const SecretBinary = Buffer.from([0, 255, 1])
    await client.CreateSecret({ Name: 'bytes', ClientRequestToken: token, SecretBinary })
    const value = await client.GetSecretValue({ SecretId: 'bytes' })
    assert.deepEqual([Buffer.from(value.SecretBinary ?? []), value.SecretString], [SecretBinary, undefined])
  })

  it('is found by name, by ARN, and by the ARN without its last characters', async (t) => {
    const { client, Name, ARN } = await openApp(t)
    for (const SecretId of [Name, ARN, ARN.slice(0, -7)])
      assert.equal((await client.DescribeSecret({ SecretId })).ARN, ARN)
    const wrong = [`${ARN.slice(0, -6)}aaaaaa`, ARN.replace('us-east-1', 'eu-west-1'), 'app', ARN.replace('000', '111')]
    wrong.push(`${ARN.slice(0, -7)}\0`)
    for (const SecretId of wrong) await assert.rejects(client.DescribeSecret({ SecretId }), missing)
  })

  it('whose name ends as an ARN does is not found by a part of its ARN', async (t) => {
    const { client, Name, ARN } = await openApp(t, 'app-a1b2c3')
    assert.equal((await client.DescribeSecret({ SecretId: Name })).ARN, ARN)
    await assert.rejects(client.DescribeSecret({ SecretId: ARN.slice(0, -7) }), missing)
  })

  it('is refused under a name that is none', async (t) => {
    const { client } = await openSecrets(t)
    const message =
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!'
    for (const name of ['Inv Name', ' Inv*Name? ', 'a\n'])
      for (const refused of [
        client.CreateSecret({ Name: name, ClientRequestToken: token }),
        client.GetSecretValue({ SecretId: name }),
      ])
        await assert.rejects(refused, { name: 'ValidationException', message })
  })

  it('is created once of a name, and again by the same call only', async (t) => {
    const { client, Name, ARN } = await openApp(t)
    const again = { Name, SecretString: 'one', ClientRequestToken: token }
    assert.deepEqual(await client.CreateSecret(again), { ARN, Name, VersionId: token })
    await assert.rejects(client.CreateSecret({ ...again, ClientRequestToken: `${token}-other` }), {
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret app/password already exists.',
    })
    await assert.rejects(client.CreateSecret({ ...again, SecretString: 'two' }), {
      name: 'ResourceExistsException',
      message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${ARN}.`,
    })
  })

  it('is one of so many in a region', async (t) => {
    const { client } = await openSecrets(t, 1)
    await client.CreateSecret({ Name: 'first', ClientRequestToken: token })
    await assert.rejects(client.CreateSecret({ Name: 'second', ClientRequestToken: token }), {
      name: 'LimitExceededException',
    })
  })

  it('is refused without a token, with two values, and with what poolgate lacks', async (t) => {
    const { client, Name } = await openApp(t)
    const tokenless = {
      name: 'InvalidRequestException',
      message: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    }
    await assert.rejects(client.CreateSecret({ Name: 'x', SecretString: 'x' }), tokenless)
    await assert.rejects(client.PutSecretValue({ SecretId: Name, SecretString: 'x' }), tokenless)
    await assert.rejects(client.UpdateSecret({ SecretId: Name, SecretString: 'x' }), tokenless)
    const both = { SecretString: 'x', SecretBinary: Buffer.from('x'), ClientRequestToken: `${token}2` }
    await assert.rejects(client.CreateSecret({ Name: 'x', ...both }), {
      name: 'InvalidParameterException',
      message: "You can't specify both a binary secret value and a string secret value in the same secret.",
    })
    for (const odd of [{ SecretString: 'é'.repeat(32_769) }, { ClientRequestToken: `${token}\0` }])
      await assert.rejects(client.CreateSecret({ Name: 'x', ClientRequestToken: token, ...odd }), {
        name: 'InvalidParameterException',
      })
    await client.CreateSecret({ Name: 'long', ClientRequestToken: token, SecretString: 'é'.repeat(32_768) })
    const replicated = client.CreateSecret({
      Name: 'x',
      ClientRequestToken: token,
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
    })
    await assert.rejects(replicated, { message: 'poolgate does not implement AddReplicaRegions of Secrets Manager' })
    await assert.rejects(client.RotateSecret({ SecretId: Name }), {
      name: 'NotImplementedException',
      message: 'Secrets Manager RotateSecret is not implemented by poolgate',
    })
  })

  it('has tags, and an empty list of them when the last one is gone', async (t) => {
    const { client, Name } = await openApp(t)
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    await client.TagResource({ SecretId: Name, Tags })
    assert.deepEqual((await client.DescribeSecret({ SecretId: Name })).Tags, Tags)
    await client.UntagResource({ SecretId: Name, TagKeys: ['a', 'b', 'c'] })
    assert.deepEqual((await client.DescribeSecret({ SecretId: Name })).Tags, [])
    await assert.rejects(client.TagResource({ SecretId: Name, Tags: [{ Key: 'aws:x', Value: '' }] }), {
      name: 'InvalidParameterException',
    })
  })

  it('has no policy', async (t) => {
    const { client, Name, ARN } = await openApp(t)
    assert.deepEqual(await client.GetResourcePolicy({ SecretId: Name }), { ARN, Name })
  })
})

describe('the deletion of a secret', () => {
  it('waits, and lets nobody read or change it meanwhile', async (t) => {
    const { client, clock, Name, ARN } = await openApp(t)
    const DeletionDate = new Date(clock.time() + 30 * day)
    assert.deepEqual(await client.DeleteSecret({ SecretId: Name }), { ARN, Name, DeletionDate })
    assert.deepEqual((await client.DescribeSecret({ SecretId: Name })).DeletedDate, clock.now())
    const ClientRequestToken = `${token}2`
    for (const refused of [
      client.GetSecretValue({ SecretId: Name }),
      client.PutSecretValue({ SecretId: Name, SecretString: 'x', ClientRequestToken }),
      client.UpdateSecret({ SecretId: Name, Description: 'x', ClientRequestToken }),
      client.UpdateSecretVersionStage({ SecretId: Name, VersionStage: 'x', MoveToVersionId: token }),
      client.TagResource({ SecretId: Name, Tags: [{ Key: 'a', Value: 'b' }] }),
      client.UntagResource({ SecretId: Name, TagKeys: ['a'] }),
      client.DeleteSecret({ SecretId: Name }),
    ])
      await assert.rejects(refused, marked)
    await assert.rejects(client.CreateSecret({ Name, ClientRequestToken }), {
      name: 'InvalidRequestException',
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    })
  })

  it('ends when the secret is restored', async (t) => {
    const { client, Name, ARN } = await openApp(t)
    await client.DeleteSecret({ SecretId: Name, RecoveryWindowInDays: 7 })
    assert.deepEqual(await client.RestoreSecret({ SecretId: ARN }), { ARN, Name })
    assert.equal((await client.GetSecretValue({ SecretId: Name })).SecretString, 'one')
    assert.equal((await client.DescribeSecret({ SecretId: Name })).DeletedDate, undefined)
  })

  it('takes the secret and its values away when its day has come, and another one may have its name', async (t) => {
    const { client, clock, database, Name, ARN } = await openApp(t)
    await client.DeleteSecret({ SecretId: Name, RecoveryWindowInDays: 7 })
    clock.advance(7 * day)
    assert.deepEqual((await client.ListSecrets({ IncludePlannedDeletion: true })).SecretList, [])
    await assert.rejects(client.RestoreSecret({ SecretId: Name }), missing)
    assert.deepEqual(await database.all('SELECT version_id FROM secret_values'), [])
    const created = await client.CreateSecret({ Name, ClientRequestToken: token })
    assert.notEqual(created.ARN, ARN)
    await assert.rejects(client.DescribeSecret({ SecretId: ARN }), missing)
  })

  it('is done at once on request, whether there is such a secret or not', async (t) => {
    const { client, clock, Name, ARN } = await openApp(t)
    const forced = { SecretId: Name, ForceDeleteWithoutRecovery: true }
    assert.deepEqual(await client.DeleteSecret(forced), { ARN, Name, DeletionDate: clock.now() })
    assert.deepEqual(await client.DeleteSecret(forced), { ARN: ARN.slice(0, -7), Name, DeletionDate: clock.now() })
    await assert.rejects(client.DescribeSecret({ SecretId: Name }), missing)
  })

  it('is refused with a window of the wrong length, and with one that is not to be', async (t) => {
    const { client, Name } = await openApp(t)
    for (const RecoveryWindowInDays of [6, 31])
      await assert.rejects(client.DeleteSecret({ SecretId: Name, RecoveryWindowInDays }), {
        name: 'InvalidParameterException',
        message: 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      })
    const both = { SecretId: Name, RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }
    await assert.rejects(client.DeleteSecret(both), {
      name: 'InvalidParameterException',
      message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    })
  })
})
