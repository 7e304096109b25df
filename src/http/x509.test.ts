import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { selfSignedAuthority, serverCertificate } from './x509.ts'

const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const validity = { notBefore: new Date('2026-11-22T12:00:00Z'), notAfter: new Date('2055-01-02T03:04:05Z') }

function authority(): X509Certificate {
  const request = { serialNumber: Buffer.from('80ff', 'hex'), commonName: 'authority', ...validity }
  return new X509Certificate(
    selfSignedAuthority({ ...request, publicKey: authorityKeys.publicKey }, authorityKeys.privateKey),
  )
}

function server(...names: string[]): X509Certificate {
  const request = { serialNumber: Buffer.from('0001', 'hex'), commonName: 'server', ...validity }
  return new X509Certificate(
    serverCertificate({ ...request, publicKey: serverKeys.publicKey }, names, {
      commonName: 'authority',
      ...authorityKeys,
    }),
  )
}

test('an authority signs itself and the servers below it', () => {
  assert.ok(authority().ca)
  assert.ok(authority().verify(authorityKeys.publicKey))
  const certificate = server('localhost')
  assert.ok(certificate.verify(authorityKeys.publicKey))
  assert.ok(certificate.checkIssued(authority()))
  assert.ok(!certificate.ca)
  assert.ok(certificate.checkPrivateKey(serverKeys.privateKey))
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
})

test('numbers and dates are encoded as what they are', () => {
  assert.equal(authority().serialNumber, '80FF')
  assert.equal(server('a').serialNumber, '01')
  assert.equal(authority().validFromDate.toISOString(), '2026-11-22T12:00:00.000Z')
  // From 2050 on X.509 uses another type.
  assert.equal(authority().validToDate.toISOString(), '2055-01-02T03:04:05.000Z')
})

test('names and addresses are the ones that TLS clients look for', () => {
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.example`
  const certificate = server('*.example.com', long, '127.0.0.1', '::1', '2001:db8::5:0')
  assert.equal(certificate.checkHost('x.example.com'), '*.example.com')
  assert.equal(certificate.checkHost(long), long)
  assert.equal(certificate.checkHost('example.com'), undefined)
  for (const address of ['127.0.0.1', '::1', '2001:db8::5:0']) assert.equal(certificate.checkIP(address), address)
  assert.equal(certificate.checkIP('127.0.0.2'), undefined)
})
