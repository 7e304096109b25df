import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openSecrets } from '../../../test/support/secrets.ts'
import { type Permission } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'

const token = 'a-token-of-at-least-32-characters-'

async function openWithKey(t: TestContext) {
  const opened = await openSecrets(t)
  const { KeyId = '', Arn = '' } = (await opened.keys.CreateKey({})).KeyMetadata ?? {}
  await opened.keys.CreateAlias({ AliasName: 'alias/app', TargetKeyId: KeyId })
  const create = (KmsKeyId: string) =>
    opened.client.CreateSecret({ Name: 'app', SecretString: 'one', KmsKeyId, ClientRequestToken: `${token}1` })
  /** One who may do everything but this. */
  const without = (action: string) =>
    opened.clientOf({
      arn: 'arn:aws:iam::000000000000:user/jane',
      userId: 'AIDA',
      authorize: (permission: Permission) => {
        if (permission.action === action) throw new ApiError('AccessDeniedException', `may not ${action}`)
      },
    })
  return { ...opened, KeyId, Arn, create, without, SecretId: 'app' }
}

describe('a value under a key of KMS', () => {
  it('is read as long as the key can be used', async (t) => {
    const { client, keys, create, KeyId, Arn, SecretId } = await openWithKey(t)
    await create('alias/app')
    assert.equal((await client.DescribeSecret({ SecretId })).KmsKeyId, 'alias/app')
    assert.deepEqual((await client.ListSecretVersionIds({ SecretId })).Versions?.[0]?.KmsKeyIds, [Arn])
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'one')
    await keys.DisableKey({ KeyId })
    await assert.rejects(client.GetSecretValue({ SecretId }), {
      name: 'DecryptionFailure',
      message: `${Arn} is disabled.`,
    })
    const put = { SecretId, SecretString: 'two', ClientRequestToken: `${token}2` }
    await assert.rejects(client.PutSecretValue(put), { name: 'EncryptionFailure', message: `${Arn} is disabled.` })
  })

  it('takes the permission of the caller for the key', async (t) => {
    const { client, create, without, KeyId, SecretId } = await openWithKey(t)
    await create(KeyId)
    const denied = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed' }
    await assert.rejects(without('kms:Decrypt').GetSecretValue({ SecretId }), denied)
    const put = { SecretId, SecretString: 'two', ClientRequestToken: `${token}2` }
    await assert.rejects(without('kms:GenerateDataKey').PutSecretValue(put), denied)
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'one')
  })

  it('is not made under a key that there is not', async (t) => {
    const { client, create, SecretId } = await openWithKey(t)
    await assert.rejects(create('alias/none'), {
      name: 'EncryptionFailure',
      message: 'Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.',
    })
    await assert.rejects(client.DescribeSecret({ SecretId }), { name: 'ResourceNotFoundException' })
  })

  it('is encrypted anew when the secret gets another key, and when it gets none', async (t) => {
    const { client, keys, create, KeyId, SecretId } = await openWithKey(t)
    await create(KeyId)
    const { KeyId: other } = (await keys.CreateKey({})).KeyMetadata ?? {}
    await client.UpdateSecret({ SecretId, KmsKeyId: other, ClientRequestToken: `${token}2` })
    await keys.DisableKey({ KeyId })
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'one')
    await client.UpdateSecret({ SecretId, KmsKeyId: '', ClientRequestToken: `${token}3` })
    await keys.DisableKey({ KeyId: other })
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'one')
    assert.equal((await client.DescribeSecret({ SecretId })).KmsKeyId, undefined)
    const { Versions } = await client.ListSecretVersionIds({ SecretId })
    assert.deepEqual(Versions?.[0]?.KmsKeyIds, ['DefaultEncryptionKey'])
  })

  it('stays as it was when the caller may not use the other key, which counts for what comes after', async (t) => {
    const { client, keys, without, create, KeyId, Arn, SecretId } = await openWithKey(t)
    await create(KeyId)
    const other = (await keys.CreateKey({})).KeyMetadata
    const update = { SecretId, KmsKeyId: other?.KeyId, ClientRequestToken: `${token}2` }
    await without('kms:GenerateDataKey').UpdateSecret(update)
    await client.PutSecretValue({ SecretId, SecretString: 'two', ClientRequestToken: `${token}3` })
    const { Versions } = await client.ListSecretVersionIds({ SecretId })
    assert.deepEqual(
      Versions?.map(({ KmsKeyIds }) => KmsKeyIds),
      [[Arn], [other?.Arn]],
    )
  })

  it('is under the server`s own keys when the secret names AWS`s key', async (t) => {
    const { client, create, SecretId } = await openWithKey(t)
    await create('alias/aws/secretsmanager')
    assert.equal((await client.DescribeSecret({ SecretId })).KmsKeyId, undefined)
    assert.equal((await client.GetSecretValue({ SecretId })).SecretString, 'one')
  })
})

describe('the database', () => {
  it('shows no value', async (t) => {
    const { client, database, create } = await openWithKey(t)
    await client.CreateSecret({ Name: 'plain', SecretString: 'hunter2-plain', ClientRequestToken: `${token}1` })
    await create('alias/app')
    const rows = await database.all<{ content: Uint8Array }>('SELECT content FROM secret_values')
    assert.equal(rows.length, 2)
    for (const { content } of rows) assert.doesNotMatch(Buffer.from(content).toString('latin1'), /hunter2|one/)
  })
})
