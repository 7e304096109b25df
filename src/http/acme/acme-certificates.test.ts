import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createAcmeAuthority } from '../../../test/support/acme-authority.ts'
import { temporaryDirectory } from '../../../test/support/server.ts'
import { manualClock } from '../../ports/clock.ts'
import { recordingLog } from '../../ports/log.ts'
import { openAcmeCertificates } from './acme-certificates.ts'

const day = 24 * 3_600_000
const name = 'api.example.com'

/** An authority, for which `names` lead to the server, and a server that asks it for certificates; `until` waits for what the server does in the background. */
async function setUp(t: TestContext, domains = [name], names = domains) {
  const [clock, log, dataDir] = [manualClock('2026-11-22T12:00:00Z'), recordingLog(), temporaryDirectory()]
  let serving: Awaited<ReturnType<typeof openAcmeCertificates>> | undefined
  const authority = await createAcmeAuthority({
    clock,
    origin: 'https://acme.example',
    fetchChallenge: async (host, token) =>
      (names.includes(host) && serving?.findChallenge(host, token)) || 'nothing is there',
  })
  const options = { domains, directory: authority.directory, email: 'ops@example.com' }
  const start = async () => {
    await serving?.stop()
    serving = await openAcmeCertificates(dataDir, options, { clock, log, exchange: authority.answer }, 1)
    serving.start()
    return serving
  }
  t.after(() => serving?.stop())
  const count = (event: string) => log.entries.filter((entry) => entry.event === event).length
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise(setImmediate)
  }
  return { clock, log, dataDir, authority, start, count, until, find: async () => serving?.find(name) }
}

describe('certificates of an ACME authority', { timeout: 30_000 }, () => {
  it('are ordered when the server starts, kept with their keys, private, and used again', async (t) => {
    const { authority, dataDir, start, count, until, find } = await setUp(t)
    const first = await start()
    await until(() => count('acme-certificate') === 1)
    const identity = await find()
    const leaf = new X509Certificate(identity?.cert ?? '')
    assert.equal(leaf.checkHost(name), name)
    assert.ok(leaf.verify(new X509Certificate(authority.caPem).publicKey))
    assert.equal(await first.find('other.example.com'), undefined)
    const directory = join(dataDir, 'acme')
    assert.deepEqual(readdirSync(directory).toSorted(), ['account-key.pem', `${name}.pem`])
    for (const file of readdirSync(directory)) assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600)
    assert.equal(statSync(directory).mode & 0o777, 0o700)

    const asked = authority.requests.length
    await start()
    assert.deepEqual((await find())?.cert, identity?.cert)
    assert.equal(authority.requests.length, asked)
  })

  it('are ordered anew when two thirds of their time are over, with a new key and the same account', async (t) => {
    const { clock, log, start, count, until, find } = await setUp(t)
    await start()
    await until(() => count('acme-certificate') === 1)
    const first = await find()
    assert.equal(log.entries.at(-1)?.['renewAt'], '2027-01-21T12:00:00.000Z', 'it lasts for 90 days')
    clock.advance(60 * day)
    await until(() => count('acme-certificate') === 2)
    const second = await find()
    assert.notEqual(second?.cert, first?.cert)
    assert.notEqual(second?.key, first?.key)
    assert.equal(count('acme-failed'), 0)
  })

  it('that are refused are asked for again later, later each time, and no sooner than the authority says', async (t) => {
    const { clock, log, authority, start, count, until } = await setUp(t)
    authority.refusals.set('/new-order', { type: 'serverInternal' })
    await start()
    const retries = () => log.entries.filter(({ event }) => event === 'acme-failed').map(({ retryAt }) => retryAt)
    await until(() => count('acme-failed') === 1)
    authority.refusals.set('/new-order', { type: 'serverInternal' })
    clock.advance(5 * 60_000)
    await until(() => count('acme-failed') === 2)
    authority.refusals.set('/new-order', { type: 'rateLimited', retryAfter: '7200' })
    clock.advance(10 * 60_000)
    await until(() => count('acme-failed') === 3)
    assert.deepEqual(retries(), ['2026-11-22T12:05:00.000Z', '2026-11-22T12:15:00.000Z', '2026-11-22T14:15:00.000Z'])
    clock.advance(2 * 3_600_000)
    await until(() => count('acme-certificate') === 1)
  })

  it('do not fail for a nonce that has run out', async (t) => {
    const { authority, start, count, until } = await setUp(t)
    authority.refusals.set('/finalize', { type: 'badNonce' })
    await start()
    await until(() => count('acme-certificate') === 1)
    assert.equal(authority.requests.filter((request) => request === 'POST /finalize').length, 2)
    assert.equal(count('acme-failed'), 0)
  })

  it('are ordered for every name, though one of them leads elsewhere', async (t) => {
    const { log, start, count, until } = await setUp(t, ['elsewhere.example.com', name], [name])
    await start()
    await until(() => count('acme-certificate') === 1 && count('acme-failed') === 1)
    assert.equal(log.entries.find(({ event }) => event === 'acme-failed')?.['domain'], 'elsewhere.example.com')
  })

  it('are ordered by one of several processes, answered for by all and taken up by the others', async (t) => {
    const { clock, log, dataDir } = {
      clock: manualClock('2026-11-22T12:00:00Z'),
      log: recordingLog(),
      dataDir: temporaryDirectory(),
    }
    const served: Awaited<ReturnType<typeof openAcmeCertificates>>[] = []
    const authority = await createAcmeAuthority({
      clock,
      origin: 'https://acme.example',
      // Whoever did not order is asked.
      fetchChallenge: async (host, token) => served[1]?.findChallenge(host, token) ?? 'nothing is there',
    })
    for (const orders of [true, false]) {
      const ports = { clock, log, exchange: authority.answer, orders }
      served.push(await openAcmeCertificates(dataDir, { domains: [name], directory: authority.directory }, ports, 1))
    }
    t.after(() => Promise.all(served.map((acme) => acme.stop())))
    for (const acme of served) acme.start()
    const isTakenUp = async () => (await served[1]?.find(name)) !== undefined
    while (!(await isTakenUp())) await new Promise(setImmediate)
    assert.deepEqual((await served[1]?.find(name))?.cert, (await served[0]?.find(name))?.cert)
    assert.equal(log.entries.filter(({ event }) => event === 'acme-certificate').length, 1)
    assert.deepEqual(readdirSync(join(dataDir, 'acme', 'challenges')), [], 'a challenge that is over is gone')
    assert.equal(served[1]?.findChallenge(name, '../account-key.pem'), undefined)
  })

  it('that are damaged on disk are ordered anew', async (t) => {
    const { dataDir, start, count, until, find } = await setUp(t)
    await start()
    await until(() => count('acme-certificate') === 1)
    const file = join(dataDir, 'acme', `${name}.pem`)
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 400))
    await start()
    await until(() => count('acme-certificate') === 2)
    assert.ok(await find())
  })
})
