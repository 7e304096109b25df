import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startIssuer } from './issuer.ts'
import { openPoolgate } from './poolgate.ts'
import { converse, type RawBackend, type RawRequest, readResponses, startRawBackend } from './raw-http.ts'

/** What a case puts on the wire. HOST stands for the API's host. */
type Bytes = string

/** What the backend must have got, if anything; a path and a body when it is no more than those. */
export interface Expected {
  readonly method?: string
  readonly target: string
  readonly body?: string
  /** What else to hold the backend's request to. */
  readonly check?: (request: RawRequest) => void
}

export interface RawCases {
  /** Answered with this status and `{"message":...}`; nothing reaches the backend, and the connection is closed. */
  readonly refused?: Readonly<Record<string, Bytes>>
  readonly status?: number
  /** Exactly one request reaches the backend. */
  readonly served?: Readonly<Record<string, readonly [Bytes, Expected]>>
  /** May be served so or refused; which is nobody's promise. */
  readonly either?: Readonly<Record<string, readonly [Bytes, Expected]>>
}

/** A request that is in a body or behind a refused request and must never be taken for one of its own. */
export const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n'

/** @param headers `Name: value` lines */
export function get(target: string, ...headers: readonly string[]): Bytes {
  return write(`GET ${target} HTTP/1.1`, ['Host: HOST', 'Connection: close', ...headers])
}

/** A POST that keeps its connection: who refuses it must close it. */
export function post(headers: readonly string[], body: string): Bytes {
  return write('POST /a HTTP/1.1', ['Host: HOST', ...headers]) + body
}

export function write(startLine: string, headers: readonly string[]): Bytes {
  return `${[startLine, ...headers].join('\r\n')}\r\n\r\n`
}

/** How a request reaches the server: which of its transports reads it is nothing that a client should notice. */
const ways = ['on a connection of its own', 'behind a request to another host', 'over TLS'] as const
type Way = (typeof ways)[number]

/**
 * Describes raw requests to an API whose every path goes to a backend (`ANY /admin/{proxy+}` only with a token that
 * nobody has), over a socket to a whole server. Whatever is sent, the backend sees nothing or what the case says.
 */
export function describeRawRequests(what: string, cases: RawCases) {
  for (const way of ways) describe(`${what} ${way}`, () => describeCases(way, cases))
}

function describeCases(way: Way, { refused = {}, status = 400, served = {}, either = {} }: RawCases): void {
  let target: RawTarget
  let expectedArrivals = 0
  before(async () => {
    target = await rawTarget()
    expectedArrivals = target.backend.requests.length
  })
  const assertNoOthers = () =>
    assert.equal(target.backend.requests.length, expectedArrivals, 'nothing arrived after its answer')
  beforeEach(assertNoOthers)
  after(() => {
    assertNoOthers()
    assert.deepEqual(target.backend.malformed, [])
  })

  const send = async (bytes: Bytes) => {
    const { backend, host, port, ca } = target
    const begin = backend.requests.length
    const method = /^\s*([A-Za-z]+)/.exec(bytes)?.[1] ?? ''
    const own = bytes.replaceAll('HOST', host)
    const other = `GET /_poolgate/health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`
    const isBehind = way === 'behind a request to another host'
    const endpoint = { port, ...(way === 'over TLS' && { ca }), ...(isBehind && { first: other }) }
    const text = await converse(endpoint, own)
    const responses = readResponses(text, isBehind ? ['GET', method] : [method]).filter(({ status }) => status >= 200)
    if (isBehind) assert.equal(responses.shift()?.status, 200)
    const arrived = backend.requests.slice(begin)
    expectedArrivals += arrived.length
    return { responses, arrived }
  }
  const assertArrived = ([request]: readonly RawRequest[], { method = 'GET', target, body = '', check }: Expected) => {
    assert.deepEqual([request?.method, request?.target, request?.body], [method, target, body])
    if (request) check?.(request)
  }

  for (const [name, bytes] of Object.entries(refused))
    it(`${name} is refused`, async () => {
      const { responses, arrived } = await send(bytes)
      assert.deepEqual(arrived, [])
      assert.deepEqual(
        responses.map((response) => response.status),
        [status],
      )
      assert.match(responses[0]?.body ?? '', /^(\{"message":"[^"]+"\})?$/)
    })

  for (const [name, [bytes, expected]] of Object.entries(served))
    it(`${name} is served`, async () => {
      const { responses, arrived } = await send(bytes)
      assert.equal(arrived.length, 1)
      assertArrived(arrived, expected)
      assert.deepEqual(
        responses.map((response) => response.status),
        [200],
      )
    })

  for (const [name, [bytes, expected]] of Object.entries(either))
    it(`${name} is one request or none`, async () => {
      const { responses, arrived } = await send(bytes)
      assert.equal(responses.length, 1)
      const isServed = responses[0]?.status === 200
      assert.equal(arrived.length, isServed ? 1 : 0)
      if (isServed) assertArrived(arrived, expected)
      else assert.match(String(responses[0]?.status), /^4\d\d$/)
    })
}

interface RawTarget {
  readonly host: string
  readonly port: number
  readonly backend: RawBackend
  /** PEM of who signed the server's certificate. */
  readonly ca: string
}

let opened: Promise<RawTarget> | undefined

/** The server, API and backend of all raw requests of a process. */
export function rawTarget(): Promise<RawTarget> {
  return (opened ??= open())
}

async function open(): Promise<RawTarget> {
  const backend = await startRawBackend()
  const poolgate = await openPoolgate()
  const issuer = await startIssuer()
  const guarded = { to: backend.origin, authorizer: 'users' }
  const { host } = await poolgate.create({
    authorizers: { users: issuer.authorizer },
    routes: { $default: { to: backend.origin }, 'ANY /admin': guarded, 'ANY /admin/{proxy+}': guarded },
  })
  await (await fetch(`${poolgate.url}/_poolgate/health`)).text()
  return { host, port: poolgate.port, backend, ca: readFileSync(join(poolgate.dataDir, 'ca.pem'), 'utf8') }
}
