import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createClientAuthority } from '../../../test/support/client-certificates.ts'
import { openGateway } from '../../../test/support/gateway.ts'

const DomainName = 'shop.example.com'
const DomainNameConfigurations = [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b' }]
const TruststoreUri = 's3://trust/clients.pem'
const { pem, issue } = await createClientAuthority('shop clients', new Date('2026-11-22T10:00:00.000Z'))

async function openWithTruststore(t: TestContext, text = pem) {
  const opened = await openGateway(t)
  opened.truststores.set(TruststoreUri, text)
  const create = (MutualTlsAuthentication: { TruststoreUri: string; TruststoreVersion?: string }) =>
    opened.client.CreateDomainName({ DomainName, DomainNameConfigurations, MutualTlsAuthentication })
  return { ...opened, create }
}

describe('mutual TLS of a custom domain', () => {
  it('is answered as it was configured, and kept when the domain changes otherwise', async (t) => {
    const { client, create, store } = await openWithTruststore(t)
    const mutual = { TruststoreUri, TruststoreVersion: 'v1', TruststoreWarnings: [] }
    const created = await create({ TruststoreUri, TruststoreVersion: 'v1' })
    assert.deepEqual(created.MutualTlsAuthentication, mutual)
    const updated = await client.UpdateDomainName({
      DomainName,
      DomainNameConfigurations: [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/2' }],
    })
    assert.deepEqual(updated.MutualTlsAuthentication, mutual)
    assert.equal((await store.findDomain('us-east-1', DomainName))?.domain.mutualTls?.truststore, `${pem.trim()}\n`)
  })

  it('takes up a new truststore when the domain is updated, and ends with an empty one', async (t) => {
    const { client, create, store, truststores } = await openWithTruststore(t)
    await create({ TruststoreUri })
    const trusted = async () => (await store.findDomain('us-east-1', DomainName))?.domain.mutualTls?.truststore
    const before = await trusted()
    truststores.set(TruststoreUri, (await createClientAuthority('others')).pem)
    assert.equal(await trusted(), before)
    await client.UpdateDomainName({ DomainName, MutualTlsAuthentication: { TruststoreUri } })
    assert.notEqual(await trusted(), before)
    const open = await client.UpdateDomainName({ DomainName, MutualTlsAuthentication: { TruststoreUri: '' } })
    assert.equal(open.MutualTlsAuthentication, undefined)
    assert.equal(await trusted(), undefined)
  })

  it('warns of certificates that will not do', async (t) => {
    const broken = pem.replace(/[A-Za-z0-9]{60}/, 'A'.repeat(60))
    const { cert: late } = await issue('late', -3600)
    const { create } = await openWithTruststore(t, [pem, broken, late].join('\n'))
    const { MutualTlsAuthentication } = await create({ TruststoreUri })
    const [unreadable, expired, ...more] = MutualTlsAuthentication?.TruststoreWarnings ?? []
    assert.equal(unreadable, 'Certificate 2: it cannot be read')
    assert.match(expired ?? '', /^Certificate 3 \(CN=late,O=Example\): it expired on \w{3} .* GMT$/)
    assert.deepEqual(more, [])
  })

  it('needs a truststore that the operator has named and that holds certificates', async (t) => {
    const { create } = await openWithTruststore(t, 'no certificate')
    const refused = (uri: string, message: string) =>
      assert.rejects(create({ TruststoreUri: uri }), { code: 'BadRequestException', message })
    await refused(TruststoreUri, `The truststore ${TruststoreUri} must hold 1 to 1000 certificates in PEM`)
    const other = 's3://trust/other.pem'
    await refused(other, `poolgate has no file for ${other}: start it with --truststore ${other}=FILE`)
    for (const uri of ['file:///etc/passwd', 's3://trust', 'clients.pem'])
      await refused(uri, `Invalid truststore URI: ${uri}. It must be of the form s3://bucket-name/key-name`)
  })
})
