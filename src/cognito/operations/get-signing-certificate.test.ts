import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { openUserPool } from '../../../test/support/user-pool.ts'

describe('GetSigningCertificate', () => {
  it("answers a certificate of the pool's own key, the same each time and for ten years", async (t) => {
    const { client, UserPoolId, clock } = await openUserPool(t)
    const [first, second] = await Promise.all([1, 2].map(() => client.GetSigningCertificate({ UserPoolId })))
    clock.advance(1000)
    const third = await client.GetSigningCertificate({ UserPoolId })
    assert.deepEqual([second, third], [first, first])
    const certificate = new X509Certificate(Buffer.from(third.Certificate ?? '', 'base64'))
    assert.equal(certificate.subject, `CN=${UserPoolId}`)
    assert.equal(certificate.verify(certificate.publicKey), true)
    assert.deepEqual(
      [certificate.validFromDate, certificate.validToDate].map((date) => date.toISOString().slice(0, 10)),
      ['2026-11-22', '2036-11-22'],
    )
  })

  it('does not publish that key among those of tokens', async (t) => {
    const { client, UserPoolId, signingKeys } = await openUserPool(t)
    await client.GetSigningCertificate({ UserPoolId })
    signingKeys.forget(UserPoolId)
    assert.equal((await signingKeys.published(UserPoolId)).length, 2)
  })

  it('refuses a pool that does not exist', async (t) => {
    const { client } = await openUserPool(t)
    await assert.rejects(client.GetSigningCertificate({ UserPoolId: 'us-east-1_nothing' }), {
      code: 'ResourceNotFoundException',
    })
  })
})
