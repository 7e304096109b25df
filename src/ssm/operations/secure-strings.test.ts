import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSsm } from '../../../test/support/ssm.ts'
import type { Caller } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'

const name = '/app/secret'

/** Somebody who may do everything but this. */
const denying = (denied: string): Caller => ({
  arn: 'arn:aws:iam::000000000000:user/jane',
  userId: 'AIDA',
  authorize: ({ action }) => {
    if (action === denied) throw new ApiError('AccessDeniedException', `may not ${denied}`)
  },
})

describe('a SecureString', () => {
  it('shows its value to who asks for it decrypted, and the database shows it to nobody', async (t) => {
    const { client, database } = await openSsm(t)
    await client.PutParameter({ Name: name, Value: 'hunter2', Type: 'SecureString' })
    const { Parameter } = await client.GetParameter({ Name: name, WithDecryption: true })
    assert.deepEqual([Parameter?.Type, Parameter?.Value], ['SecureString', 'hunter2'])
    const undecrypted = (await client.GetParameter({ Name: name })).Parameter?.Value ?? ''
    assert.match(undecrypted, /^[\w+/=]{20,}$/)
    const row = await database.get<{ value: string; ciphertext: Uint8Array }>('SELECT * FROM ssm_parameters')
    assert.ok(row)
    assert.equal(row.value, '')
    assert.doesNotMatch(Buffer.from(row.ciphertext).toString('latin1'), /hunter2/)
    const [described] = (await client.DescribeParameters({})).Parameters ?? []
    assert.equal(described?.KeyId, 'alias/aws/ssm')
  })

  it('is read as long as the key that it names can be used, by who may use it', async (t) => {
    const { client, clientOf, keys } = await openSsm(t)
    const { KeyId = '', Arn = '' } = (await keys.CreateKey({})).KeyMetadata ?? {}
    await client.PutParameter({ Name: name, Value: 'one', Type: 'SecureString', KeyId })
    const get = { Name: name, WithDecryption: true }
    assert.equal((await client.GetParameter(get)).Parameter?.Value, 'one')
    await assert.rejects(clientOf(denying('kms:Decrypt')).GetParameter(get), {
      name: 'AccessDeniedException',
      message: 'may not kms:Decrypt',
    })
    const put = { Name: name, Value: 'two', Overwrite: true, KeyId }
    await assert.rejects(clientOf(denying('kms:Encrypt')).PutParameter(put), { name: 'AccessDeniedException' })
    const { Parameters = [] } = await client.DescribeParameters({
      ParameterFilters: [{ Key: 'KeyId', Values: [KeyId] }],
    })
    assert.deepEqual([Parameters[0]?.KeyId, Parameters[0]?.Version], [KeyId, 1])
    await keys.DisableKey({ KeyId })
    await assert.rejects(client.GetParameter(get), { name: 'InvalidKeyId', message: `${Arn} is disabled.` })
  })

  it('is under no key of AWS`s that only ends like its name', async (t) => {
    const { client } = await openSsm(t)
    const put = (KeyId: string) => client.PutParameter({ Name: name, Value: 'one', Type: 'SecureString', KeyId })
    await assert.rejects(put('alias/alias/aws/ssm'), { name: 'InvalidKeyId' })
    assert.equal((await put('arn:aws:kms:us-east-1:000000000000:alias/aws/ssm')).Version, 1)
  })

  it('is not made under a key that there is not', async (t) => {
    const { client } = await openSsm(t)
    const put = { Name: name, Value: 'one', Type: 'SecureString', KeyId: 'alias/none' } as const
    await assert.rejects(client.PutParameter(put), {
      name: 'InvalidKeyId',
      message: 'Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.',
    })
    await assert.rejects(client.GetParameter({ Name: name }), { name: 'ParameterNotFound' })
  })
})
