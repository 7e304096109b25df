import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { createAddressPolicy } from '../ports/addresses.ts'
import { systemClock } from '../ports/clock.ts'
import { recordingLog, silentLog } from '../ports/log.ts'
import { systemRandom } from '../ports/random.ts'
import { loadCertificates } from './certificates.ts'
import { type ConnectProxyOptions, createConnectProxy } from './connect-proxy.ts'
import { isEmulatedHost } from './hosts.ts'
import { createListener } from './listener.ts'
import { upstreamProxyFor } from './upstream-proxy.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'poolgate-connect-'))
after(() => rmSync(dataDir, { recursive: true }))
const certificates = await loadCertificates(dataDir, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  isOurs: isEmulatedHost,
})
const caPem = await certificates.caPem()

async function proxy(t: TestContext, options: Partial<ConnectProxyOptions> = {}) {
  const log = recordingLog()
  const policy = createAddressPolicy({ allowPrivate: true })
  const listener = createListener({
    onRequest: (request, response) => void response.end(`${request.headers.host} ${request.url}`),
    onConnect: createConnectProxy({ isEmulated: isEmulatedHost, policy, environment: {}, log, ...options }),
    certificates,
    log,
  })
  const { port } = await listener.listen('127.0.0.1', 0)
  t.after(() => listener.close(0))
  return { port, log, listener }
}

/** A TCP server that the proxy does not know of. */
async function other(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

function ask(t: TestContext, port: number, target: string, headers = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => socket.destroy())
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${headers}\r\n`)
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

/** Opens a tunnel and takes the proxy's answer off it. */
async function tunnel(t: TestContext, port: number, target: string): Promise<Socket> {
  const socket = ask(t, port, target)
  await once(socket, 'readable')
  assert.equal(String(socket.read(established.length)), established)
  return socket
}

test('an AWS host that we emulate is served here, under its own name and certificate', async (t) => {
  const { port } = await proxy(t)
  for (const servername of [
    'cognito-idp.eu-west-1.amazonaws.com',
    'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    'shop.auth.us-east-1.amazoncognito.com',
    'sts.amazonaws.com',
  ]) {
    const socket = await tunnel(t, port, `${servername}:443`)
    const secure = connectTls({ socket, servername, ca: caPem })
    secure.write(`GET /x HTTP/1.1\r\nhost: ${servername}\r\nconnection: close\r\n\r\n`)
    assert.match(await readAll(secure), new RegExp(`^HTTP/1\\.1 200 OK\r\n.*${servername} /x$`, 'su'))
  }
})

test('a request in flight inside a tunnel of ours ends before close does', async (t) => {
  const { port, listener } = await proxy(t)
  const servername = 'sts.amazonaws.com'
  const secure = connectTls({ socket: await tunnel(t, port, `${servername}:443`), servername, ca: caPem })
  secure.write(`GET /x HTTP/1.1\r\nhost: ${servername}\r\n\r\n`)
  await once(secure, 'readable')
  await listener.close(60_000)
  assert.match(await readAll(secure), /sts\.amazonaws\.com \/x$/u)
})

test('another host gets what is sent, byte for byte, and so does the client', async (t) => {
  const target = await other(t, (socket) => socket.pipe(socket))
  const { port } = await proxy(t)
  const socket = await tunnel(t, port, `127.0.0.1:${target}`)
  const sent = 'GET / HTTP/1.1\r\n\r\n\x00\x16'.repeat(50_000)
  socket.end(sent)
  assert.equal(await readAll(socket), sent)
})

test('bytes that come right behind the CONNECT are not lost', async (t) => {
  const target = await other(t, (socket) => socket.pipe(socket))
  const { port } = await proxy(t)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => socket.destroy())
  socket.end(`CONNECT 127.0.0.1:${target} HTTP/1.1\r\nhost: x\r\n\r\nearly`)
  assert.equal(await readAll(socket), `${established}early`)
})

test('either side may end first, and a reset of one ends the other', async (t) => {
  const { port } = await proxy(t)
  const endsFirst = await other(t, (socket) => {
    socket.end('bye')
    socket.resume()
  })
  assert.equal(await readAll(await tunnel(t, port, `127.0.0.1:${endsFirst}`)), 'bye')

  const resets = await other(t, (socket) => void socket.once('data', () => socket.resetAndDestroy()))
  const client = await tunnel(t, port, `127.0.0.1:${resets}`)
  client.write('x')
  assert.equal(await readAll(client), '')

  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const waits = await other(t, (socket) => {
    socket.once('end', () => {
      socket.end()
      resolve()
    })
    socket.resume()
  })
  const leaver = await tunnel(t, port, `127.0.0.1:${waits}`)
  leaver.resetAndDestroy()
  await ended
})

test('link-local and metadata addresses are refused, by address and by name', async (t) => {
  const { port, log } = await proxy(t)
  for (const target of ['169.254.169.254:80', '[fe80::1]:443', '[fd00:ec2::254]:80', '[::ffff:169.254.169.254]:80'])
    assert.match(await readAll(ask(t, port, target)), /^HTTP\/1\.1 403 Forbidden\r\n.* may not be reached\n$/su, target)
  // The resolver of the system reads this as 169.254.169.254.
  assert.match(
    await readAll(ask(t, port, '2852039166:80')),
    /^HTTP\/1\.1 403 .*2852039166 is 169\.254\.169\.254, which may not be reached\n$/su,
  )
  assert.deepEqual([...new Set(log.entries.map(({ event }) => event))], ['connect-failed'])
})

test('the policy of the server decides about private addresses', async (t) => {
  const { port } = await proxy(t, { policy: createAddressPolicy({ allowPrivate: false }) })
  assert.match(await readAll(ask(t, port, 'localhost:443')), /^HTTP\/1\.1 403 /u)
})

test('a target that cannot be reached is a 502 that says why', async (t) => {
  const { port } = await proxy(t)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: unused } = server.address() as AddressInfo
  await once(server.close(), 'close')
  assert.match(
    await readAll(ask(t, port, `127.0.0.1:${unused}`)),
    new RegExp(`^HTTP/1\\.1 502 .*127\\.0\\.0\\.1:${unused} cannot be reached: ECONNREFUSED\n$`, 'su'),
  )
})

test('a target that is no host and port is refused', async (t) => {
  const { port } = await proxy(t)
  for (const target of ['example.com', 'example.com:0', 'example.com:65536', 'a@b:443', ':443', '/path'])
    assert.match(await readAll(ask(t, port, target)), /^HTTP\/1\.1 400 /u, target)
})

test('a peer on another machine is refused', () => {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: '192.0.2.7' })
  const written: unknown[] = []
  socket.end = (text?: unknown) => {
    written.push(text)
    return socket.destroy()
  }
  const log = recordingLog()
  const policy = createAddressPolicy({ allowPrivate: true })
  const serve = createConnectProxy({ isEmulated: () => true, policy, environment: {}, log })
  serve({ url: 'sts.amazonaws.com:443', headers: {} } as never, socket, () => assert.fail('served'))
  assert.match(String(written), /^HTTP\/1\.1 403 .*poolgate is a proxy for its own machine only\n$/su)
  assert.equal(log.entries[0]?.event, 'connect-refused')
})

test('the proxy of the operator carries what passes through', async (t) => {
  const heads: string[] = []
  const upstream = await other(t, (socket) => {
    socket.once('data', (head) => {
      heads.push(String(head))
      socket.end(`${established}from behind the proxy`)
    })
  })
  const { port } = await proxy(t, { environment: { HTTPS_PROXY: `http://me:pass%20word@127.0.0.1:${upstream}` } })
  assert.equal(await readAll(await tunnel(t, port, 'example.com:443')), 'from behind the proxy')
  assert.match(heads[0]!, /^CONNECT example\.com:443 HTTP\/1\.1\r\n/u)
  assert.match(heads[0]!, /\r\nproxy-authorization: Basic bWU6cGFzcyB3b3Jk\r\n/u)
})

test('a proxy that refuses is a 502 that says so', async (t) => {
  const upstream = await other(t, (socket) => socket.end('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n'))
  const { port } = await proxy(t, { environment: { https_proxy: `127.0.0.1:${upstream}` } })
  assert.match(await readAll(ask(t, port, 'example.com:443')), /^HTTP\/1\.1 502 .*the proxy answered 407\n$/su)
})

test('a server whose proxy is itself notices', async (t) => {
  const environment: Record<string, string> = {}
  const { port } = await proxy(t, { environment })
  environment['HTTPS_PROXY'] = `http://127.0.0.1:${port}`
  assert.match(await readAll(ask(t, port, 'example.com:443')), /^HTTP\/1\.1 502 .*the proxy answered 508\n$/su)
})

test('NO_PROXY exempts hosts, what is below them, and single ports', () => {
  const exempt = (host: string, port = 443) =>
    upstreamProxyFor(host, port, {
      HTTPS_PROXY: 'http://proxy:3128',
      NO_PROXY: 'localhost, .corp.example,plain.example:8443,::1,[::2]',
    }) === undefined
  for (const host of ['localhost', 'corp.example', 'a.Corp.example', '::1', '::2']) assert.ok(exempt(host), host)
  for (const host of ['notcorp.example', 'plain.example', '::3', 'example']) assert.ok(!exempt(host), host)
  assert.ok(exempt('plain.example', 8443))
  assert.equal(upstreamProxyFor('a', 443, { HTTPS_PROXY: 'http://proxy', NO_PROXY: '*' }), undefined)
  assert.throws(
    () => upstreamProxyFor('a', 443, { HTTPS_PROXY: 'socks5://proxy' }),
    /not an http:\/\/ or https:\/\/ URL/u,
  )
})
