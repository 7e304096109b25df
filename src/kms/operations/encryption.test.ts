import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openKms } from '../../../test/support/kms.ts'

const EncryptionContext = { a: '1', b: '2' }

async function openEncrypted(t: TestContext) {
  const opened = await openKms(t)
  const newKey = async () => (await opened.client.CreateKey({})).KeyMetadata?.KeyId ?? ''
  const KeyId = await newKey()
  const Plaintext = Buffer.from('secret')
  const { CiphertextBlob = new Uint8Array() } = await opened.client.Encrypt({ KeyId, Plaintext, EncryptionContext })
  return { ...opened, KeyId, newKey, CiphertextBlob }
}

describe('what is encrypted under a key', () => {
  it('is decrypted with the same context in any order, without the name of the key', async (t) => {
    const { client, KeyId, CiphertextBlob } = await openEncrypted(t)
    const output = await client.Decrypt({ CiphertextBlob, EncryptionContext: { b: '2', a: '1' } })
    assert.equal(Buffer.from(output.Plaintext ?? []).toString(), 'secret')
    assert.equal(output.KeyId, `arn:aws:kms:us-east-1:000000000000:key/${KeyId}`)
    assert.ok(!Buffer.from(CiphertextBlob).includes('secret'))
  })

  it('is not decrypted with another context, under another key, or when a byte was changed', async (t) => {
    const { client, newKey, CiphertextBlob } = await openEncrypted(t)
    const refusal = { name: 'InvalidCiphertextException', message: '' }
    await assert.rejects(client.Decrypt({ CiphertextBlob }), refusal)
    await assert.rejects(client.Decrypt({ CiphertextBlob, EncryptionContext: { a: '1' } }), refusal)
    for (let at = 0; at < CiphertextBlob.length; at++) {
      const changed = Buffer.from(CiphertextBlob)
      changed[at]! ^= 1
      await assert.rejects(client.Decrypt({ CiphertextBlob: changed, EncryptionContext }), refusal, `byte ${at}`)
    }
    const short = CiphertextBlob.subarray(0, 20)
    await assert.rejects(client.Decrypt({ CiphertextBlob: short, EncryptionContext }), refusal)
    const elsewhere = client.Decrypt({ CiphertextBlob, EncryptionContext, KeyId: await newKey() })
    await assert.rejects(elsewhere, { name: 'IncorrectKeyException' })
  })

  it('is encrypted under another key without anybody reading it', async (t) => {
    const { client, newKey, CiphertextBlob } = await openEncrypted(t)
    const other = await newKey()
    const moved = await client.ReEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: EncryptionContext,
      DestinationKeyId: other,
    })
    const { Plaintext, KeyId } = await client.Decrypt({ CiphertextBlob: moved.CiphertextBlob })
    assert.equal(Buffer.from(Plaintext ?? []).toString(), 'secret')
    assert.equal(KeyId, `arn:aws:kms:us-east-1:000000000000:key/${other}`)
  })

  it('may be a key for others to encrypt with', async (t) => {
    const { client, KeyId } = await openEncrypted(t)
    const { Plaintext, CiphertextBlob } = await client.GenerateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext })
    assert.equal(Plaintext?.length, 32)
    assert.deepEqual((await client.Decrypt({ CiphertextBlob, EncryptionContext })).Plaintext, Plaintext)
    const hidden = await client.GenerateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 7 })
    assert.equal((await client.Decrypt({ CiphertextBlob: hidden.CiphertextBlob })).Plaintext?.length, 7)
    await assert.rejects(client.GenerateDataKey({ KeyId }), {
      message: 'Please specify either number of bytes or key spec.',
    })
    assert.equal((await client.GenerateRandom({ NumberOfBytes: 9 })).Plaintext?.length, 9)
  })

  it('is for those who may use the key that it is under, whatever key they name', async (t) => {
    const { clientOf, client, KeyId, newKey, CiphertextBlob } = await openEncrypted(t)
    await client.CreateAlias({ AliasName: 'alias/codes', TargetKeyId: KeyId })
    const asked: string[] = []
    const caller = {
      arn: '',
      userId: '',
      authorize: ({ action, resource }: { action: string; resource: string }) =>
        void asked.push(`${action} ${resource.split(':').at(-1)}`),
    }
    const mine = clientOf(caller)
    const other = await newKey()
    await mine.Decrypt({ CiphertextBlob, EncryptionContext })
    await assert.rejects(mine.Decrypt({ CiphertextBlob, EncryptionContext, KeyId: other }))
    await mine.Encrypt({ KeyId: 'alias/codes', Plaintext: Buffer.from('x') })
    await mine.ReEncrypt({ CiphertextBlob, SourceEncryptionContext: EncryptionContext, DestinationKeyId: other })
    await mine.UpdateAlias({ AliasName: 'alias/codes', TargetKeyId: other })
    assert.deepEqual(asked, [
      `kms:Decrypt key/${KeyId}`,
      `kms:Decrypt key/${KeyId}`,
      `kms:Encrypt key/${KeyId}`,
      `kms:ReEncryptFrom key/${KeyId}`,
      `kms:ReEncryptTo key/${other}`,
      'kms:UpdateAlias alias/codes',
      `kms:UpdateAlias key/${KeyId}`,
      `kms:UpdateAlias key/${other}`,
    ])
  })
})
