import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, createServer, type DetailedPeerCertificate } from 'node:tls'
import { type ManualClock, manualClock } from '../ports/clock.ts'
import { recordingLog } from '../ports/log.ts'
import { seededRandom } from '../ports/random.ts'
import { CertificateError } from './certificate-error.ts'
import { type Certificates, certifiedNames, loadCertificates } from './certificates.ts'

// TLS clients compare with the real time, so the tests start from it.
const clockOfToday = (): ManualClock => manualClock(new Date())

async function dataDir(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'poolgate-certificates-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

function load(path: string, clock = clockOfToday(), log = recordingLog()): Promise<Certificates> {
  const isOurs = (name: string) => /(^|\.)(localhost|amazonaws\.com|amazoncognito\.com|example\.com)$/u.test(name)
  return loadCertificates(path, { clock, log, random: seededRandom(path), isOurs })
}

/** What a client that trusts the authority alone is given for a name, checked as TLS clients check it. */
async function handshake(t: TestContext, certificates: Certificates, name: string) {
  const server = createServer({
    SNICallback: (asked, done) => void certificates.contextFor(asked).then((context) => done(null, context), done),
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, servername: name, ca: await certificates.caPem() })
  t.after(() => socket.destroy())
  await once(socket, 'secureConnect')
  return socket.getPeerCertificate(true)
}

const alternativeNames = ({ subjectaltname = '' }: DetailedPeerCertificate): string[] => subjectaltname.split(', ')

test('a client that trusts ca.pem accepts every kind of name that is ours', async (t) => {
  const certificates = await load(await dataDir(t))
  for (const name of [
    'localhost',
    'a1b2c3d4e5.execute-api.localhost',
    'shop.auth.localhost',
    'cognito-idp.eu-west-1.amazonaws.com',
    'a1b2c3d4e5.execute-api.us-gov-west-1.amazonaws.com',
    'shop.auth.us-east-1.amazoncognito.com',
    'sts.amazonaws.com',
    'api.example.com',
    'Cognito-IDP.US-East-1.amazonaws.com',
  ]) {
    const peer = await handshake(t, certificates, name)
    assert.equal(peer.subject.CN, 'poolgate', name)
    assert.match(peer.issuerCertificate.subject.CN as string, /^poolgate local CA [0-9a-f]{8}$/u)
  }
})

test('names under a wildcard share its certificate', async (t) => {
  const clock = clockOfToday()
  const certificates = await loadCertificates(await dataDir(t), {
    clock,
    random: seededRandom('wildcard'),
    log: recordingLog(),
    isOurs: (name) => name.endsWith('.example.com'),
    wildcardOver: (name) => (name === 'exact.example.com' ? undefined : '*.example.com'),
  })
  const [one, other, exact] = [
    await handshake(t, certificates, 'a.example.com'),
    await handshake(t, certificates, 'b.example.com'),
    await handshake(t, certificates, 'exact.example.com'),
  ]
  assert.deepEqual(alternativeNames(one), ['DNS:*.example.com'])
  assert.equal(one.serialNumber, other.serialNumber)
  assert.deepEqual(alternativeNames(exact), ['DNS:exact.example.com'])
})

test('names of one region share a certificate', () => {
  assert.deepEqual(certifiedNames('cognito-idp.eu-west-1.amazonaws.com'), [
    '*.eu-west-1.amazonaws.com',
    '*.execute-api.eu-west-1.amazonaws.com',
  ])
  assert.deepEqual(
    certifiedNames('x.execute-api.eu-west-1.amazonaws.com'),
    certifiedNames('sts.eu-west-1.amazonaws.com'),
  )
  assert.deepEqual(certifiedNames('x.auth.eu-west-1.amazoncognito.com'), ['*.auth.eu-west-1.amazoncognito.com'])
  assert.deepEqual(certifiedNames('a.b.c.eu-west-1.amazonaws.com'), ['a.b.c.eu-west-1.amazonaws.com'])
  assert.deepEqual(certifiedNames('poolgate.localhost').slice(0, 2), ['poolgate.localhost', 'localhost'])
})

test('a name that is not ours, and no name at all, get the certificate for localhost', async (t) => {
  const certificates = await load(await dataDir(t))
  const local = await certificates.contextFor('localhost')
  for (const name of ['evil.test', undefined, '', '../x.localhost', `${'a'.repeat(64)}.localhost`, 'ü.localhost'])
    assert.equal(await certificates.contextFor(name), local)
  assert.notEqual(await certificates.contextFor('api.example.com'), local)
  await assert.rejects(handshake(t, certificates, 'evil.test'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

test('the certificate for localhost serves by address too', async (t) => {
  const peer = await handshake(t, await load(await dataDir(t)), 'localhost')
  assert.deepEqual(alternativeNames(peer).slice(-2), ['IP Address:127.0.0.1', 'IP Address:0:0:0:0:0:0:0:1'])
})

test('the authority is made once, for its owner alone', async (t) => {
  const path = await dataDir(t)
  const first = await load(path)
  const [pem, same] = await Promise.all([first.caPem(), first.caPem()])
  assert.equal(same, pem)
  assert.equal(await (await load(path)).caPem(), pem)
  assert.equal(await readFile(first.caFile, 'utf8'), pem)
  assert.equal((await stat(first.caFile)).mode & 0o777, 0o644)
  assert.equal((await stat(join(path, 'ca-key.pem'))).mode & 0o777, 0o600)
  const authority = new X509Certificate(pem)
  assert.equal(authority.ca, true)
  assert.ok(authority.verify(authority.publicKey))
  const years = (authority.validToDate.getTime() - authority.validFromDate.getTime()) / (365 * 24 * 60 * 60 * 1000)
  assert.equal(Math.floor(years), 10)
})

test('an authority that is about to end is made anew, and the operator is told', async (t) => {
  const path = await dataDir(t)
  const clock = clockOfToday()
  const first = await (await load(path, clock)).caPem()
  clock.advance((3650 - 31) * 24 * 60 * 60 * 1000)
  assert.equal(await (await load(path, clock)).caPem(), first)
  clock.advance(2 * 24 * 60 * 60 * 1000)
  const log = recordingLog()
  assert.notEqual(await (await load(path, clock, log)).caPem(), first)
  assert.deepEqual(
    log.entries.map(({ level, event }) => [level, event]),
    [['warn', 'ca-renewed']],
  )
})

test('a server that runs for long renews what it hands out', async (t) => {
  const clock = clockOfToday()
  const certificates = await load(await dataDir(t), clock)
  const first = await certificates.contextFor('localhost')
  clock.advance(363 * 24 * 60 * 60 * 1000)
  assert.equal(await certificates.contextFor('localhost'), first)
  clock.advance(2 * 24 * 60 * 60 * 1000)
  assert.notEqual(await certificates.contextFor('localhost'), first)
})

test('a certificate that was made while the clock was ahead is made anew when it is put right', async (t) => {
  const clock = clockOfToday()
  const certificates = await load(await dataDir(t), clock)
  await certificates.contextFor('127.0.0.1')
  clock.advance(30 * 24 * 60 * 60 * 1000)
  const ahead = await certificates.contextFor('api.localhost')
  clock.advance(-30 * 24 * 60 * 60 * 1000)
  assert.notEqual(await certificates.contextFor('api.localhost'), ahead)
})

test('nothing is made before somebody asks', async (t) => {
  const path = await dataDir(t)
  await load(path)
  assert.deepEqual(await readdir(path), [])
})

test('handshakes at the same time are given one certificate', async (t) => {
  const certificates = await load(await dataDir(t))
  const [one, other] = await Promise.all([certificates.contextFor('localhost'), certificates.contextFor('127.0.0.1')])
  assert.equal(one, other)
})

test('a failure to make the authority is told to those who wait for it, and the next one tries again', async (t) => {
  const path = join(await dataDir(t), 'data')
  const certificates = await load(path)
  await writeFile(path, 'a file where the directory should be')
  await assert.rejects(certificates.caPem(), { code: 'EEXIST' })
  await assert.rejects(certificates.contextFor('localhost'), { code: 'EEXIST' })
  await rm(path)
  await handshake(t, certificates, 'localhost')
})

test('a key without its certificate, as a crash leaves it, is no obstacle', async (t) => {
  const path = await dataDir(t)
  const first = await load(path)
  await first.caPem()
  await rm(first.caFile)
  await handshake(t, await load(path), 'localhost')
})

test('files that cannot be used are refused, not overwritten', async (t) => {
  const [path, other] = [await dataDir(t), await dataDir(t)]
  const certificates = await load(path)
  const { caFile } = certificates
  const caPem = await certificates.caPem()
  const keyFile = join(path, 'ca-key.pem')
  const refused = (message: RegExp) =>
    assert.rejects(load(path), (error) => error instanceof CertificateError && message.test(error.message))

  await writeFile(caFile, await (await load(other)).caPem())
  await refused(/^ca\.pem and ca-key\.pem do not belong together; remove/u)
  await writeFile(caFile, 'rubbish')
  await refused(/ca\.pem is not a certificate/u)
  await writeFile(caFile, caPem)
  await writeFile(keyFile, 'rubbish')
  await refused(/^ca-key\.pem is not a private key/u)
  await rm(keyFile)
  await refused(/^ca-key\.pem is missing/u)
  assert.equal(await readFile(caFile, 'utf8'), caPem)
})
