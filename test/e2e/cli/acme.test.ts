import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { connect } from 'node:tls'
import { systemClock } from '../../../src/ports/clock.ts'
import type { WebRequest } from '../../../src/ports/web-exchange.ts'
import { type AcmeAuthority, createAcmeAuthority } from '../../support/acme-authority.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const name = 'api.example.com'

/** Asks a server for a path as a host of this name. */
async function ask(port: number, host: string, path: string): Promise<{ status: number; body: string }> {
  const [response]: IncomingMessage[] = await once(get({ port, path, headers: { host } }), 'response')
  let body = ''
  for await (const chunk of response!) body += String(chunk)
  return { status: response!.statusCode ?? 0, body }
}

/** An authority on a port of this machine, to which `server` is every name that it certifies. */
async function serveAuthority(server: Promise<SpawnedServer>) {
  let authority: AcmeAuthority | undefined
  const listener = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      const method = request.method as WebRequest['method']
      void authority?.answer({ method, url: `${origin}${request.url}`, headers, body }).then(
        (answer) => response.writeHead(answer.status, { ...answer.headers }).end(answer.body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  const fetchChallenge = async (host: string, token: string) =>
    (await ask((await server).port, host, `/.well-known/acme-challenge/${token}`)).body
  authority = await createAcmeAuthority({ clock: systemClock, origin, fetchChallenge })
  return { ...authority, close: () => listener.close() }
}

/** The subject of the certificate that a client is shown, if it trusts it. */
async function shownTo(port: number, ca: string): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1', servername: name, ca, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { CN } = socket.getPeerCertificate().subject
  socket.destroy()
  return socket.authorized ? String(CN) : undefined
}

describe('a server with names that an ACME authority certifies', () => {
  it('proves that they lead to it, and shows certificates that clients trust', { timeout: 120_000 }, async (t) => {
    const started = Promise.withResolvers<SpawnedServer>()
    const authority = await serveAuthority(started.promise)
    t.after(authority.close)
    const acme = ['--acme-domain', name, '--acme-directory', authority.directory]
    const server = await startServer({ args: ['--production', '--allow-private-targets', '--workers', '2', ...acme] })
    t.after(() => server.kill())
    started.resolve(server)
    await server.line(/"event":"acme-certificate","domain":"api\.example\.com"/)

    // Both workers, of which one has ordered it.
    await server.line(/"event":"worker-started","worker":2/)
    for (let inARow = 0; inARow < 20;) {
      const subject = await shownTo(server.port, authority.caPem)
      inARow = subject === undefined ? 0 : inARow + 1
      if (subject !== undefined) assert.equal(subject, name)
    }
    // The challenge is over, and a token that nobody gave has no answer.
    const token = authority.requests.length > 0 && 'token-of-order-1'
    assert.equal((await ask(server.port, name, `/.well-known/acme-challenge/${token}`)).status, 421)
    assert.equal(await server.stop(), 0)
  })
})
