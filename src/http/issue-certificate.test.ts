import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { issueAuthority, issueServerCertificate } from './issue-certificate.ts'

const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const validity = { notBefore: new Date('2026-11-22T12:00:00Z'), notAfter: new Date('2055-01-02T03:04:05Z') }

async function authority(): Promise<X509Certificate> {
  const request = { serialNumber: Buffer.from('80ff', 'hex'), commonName: 'authority', ...validity }
  return new X509Certificate(
    await issueAuthority({ ...request, publicKey: authorityKeys.publicKey }, authorityKeys.privateKey),
  )
}

async function server(...names: string[]): Promise<X509Certificate> {
  const request = { serialNumber: Buffer.from('0001', 'hex'), commonName: 'server', ...validity }
  const issuer = { pem: (await authority()).toString(), privateKey: authorityKeys.privateKey }
  return new X509Certificate(
    await issueServerCertificate({ ...request, publicKey: serverKeys.publicKey }, names, issuer),
  )
}

test('an authority signs itself and the servers below it', async () => {
  const issuer = await authority()
  assert.ok(issuer.ca)
  assert.ok(issuer.verify(authorityKeys.publicKey))
  const certificate = await server('localhost')
  assert.ok(certificate.verify(authorityKeys.publicKey))
  assert.ok(certificate.checkIssued(issuer))
  assert.ok(!certificate.ca)
  assert.ok(certificate.checkPrivateKey(serverKeys.privateKey))
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
})

test('numbers and dates are encoded as what they are', async () => {
  const certificate = await authority()
  assert.equal(certificate.serialNumber, '80FF')
  assert.equal((await server('a')).serialNumber, '01')
  assert.equal(certificate.validFromDate.toISOString(), '2026-11-22T12:00:00.000Z')
  // From 2050 on X.509 uses another type.
  assert.equal(certificate.validToDate.toISOString(), '2055-01-02T03:04:05.000Z')
})

test('names and addresses are the ones that TLS clients look for', async () => {
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.example`
  const certificate = await server('*.example.com', long, '127.0.0.1', '::1', '2001:db8::5:0')
  assert.equal(certificate.checkHost('x.example.com'), '*.example.com')
  assert.equal(certificate.checkHost(long), long)
  assert.equal(certificate.checkHost('example.com'), undefined)
  for (const address of ['127.0.0.1', '::1', '2001:db8::5:0']) assert.equal(certificate.checkIP(address), address)
  assert.equal(certificate.checkIP('127.0.0.2'), undefined)
})
