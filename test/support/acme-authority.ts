import 'reflect-metadata'
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '@peculiar/x509'
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, hash, KeyObject, verify } from 'node:crypto'
import { issueAuthority, issueServerCertificate } from '../../src/http/issue-certificate.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { WebAnswer, WebRequest } from '../../src/ports/web-exchange.ts'

/* A certification authority that speaks ACME (RFC 8555) as strictly as its text, for one order after the other. */

export interface AcmeAuthority {
  readonly directory: string
  /** The certificate that clients are to trust, PEM. */
  readonly caPem: string
  /** Every request, as `POST /new-order`. */
  readonly requests: readonly string[]
  /** What the next requests to a path are refused with, once each. */
  readonly refusals: Map<string, { readonly type: string; readonly retryAfter?: string }>
  readonly answer: (request: WebRequest) => Promise<WebAnswer>
}

export interface AcmeAuthorityOptions {
  readonly clock: Clock
  /** Where the authority is: `http://127.0.0.1:9000`. */
  readonly origin: string
  /** What the name answers at `/.well-known/acme-challenge/<token>`. */
  readonly fetchChallenge: (name: string, token: string) => Promise<string>
  /** Milliseconds that a certificate lasts. */
  readonly lifetime?: number
}

interface Account {
  readonly kid: string
  readonly jwk: Readonly<Record<string, string>>
}

const minute = 60_000

export async function createAcmeAuthority(options: AcmeAuthorityOptions): Promise<AcmeAuthority> {
  const { clock, origin, fetchChallenge, lifetime = 90 * 24 * 60 * minute } = options
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const notBefore = new Date(clock.now().getTime() - minute)
  const issuer = {
    pem: await issueAuthority(
      {
        serialNumber: Buffer.alloc(16, 1),
        commonName: 'test authority',
        publicKey,
        notBefore,
        notAfter: new Date('2040-01-01'),
      },
      privateKey,
    ),
    privateKey,
  }
  const requests: string[] = []
  const refusals: AcmeAuthority['refusals'] = new Map()
  const nonces = new Set<string>()
  const accounts = new Map<string, Account>()
  let serial = 0
  let order = { name: '', token: '', authorization: 'pending', status: 'pending', certificate: '' }

  const url = (path: string) => `${origin}${path}`
  function reply(status: number, body: object | string, more: Record<string, string> = {}): WebAnswer {
    const nonce = `nonce-${++serial}`
    nonces.add(nonce)
    return {
      status,
      headers: { 'replay-nonce': nonce, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }
  }
  const refuse = (type: string, more: Record<string, string> = {}) =>
    reply(400, { type: `urn:ietf:params:acme:error:${type}`, detail: `refused as ${type}` }, more)

  /** Checks a request's signature, nonce and URL (RFC 8555 section 6); answers what it says, or that the nonce is bad. */
  function open(
    request: WebRequest,
  ): { readonly account?: Account; readonly jwk?: Account['jwk']; readonly payload: string } | 'badNonce' {
    assert.equal(request.headers['content-type'], 'application/jose+json')
    const jws = JSON.parse(request.body ?? '') as Record<'protected' | 'payload' | 'signature', string>
    const header = JSON.parse(Buffer.from(jws.protected, 'base64url').toString()) as Record<string, string> & {
      jwk?: Account['jwk']
    }
    assert.deepEqual([header['alg'], header['url']], ['ES256', request.url])
    assert.ok((header.jwk === undefined) !== (header['kid'] === undefined), 'one of jwk and kid')
    const account = accounts.get(header['kid'] ?? '')
    const key = createPublicKey({ key: { ...(header.jwk ?? account?.jwk) }, format: 'jwk' })
    const signature = Buffer.from(jws.signature, 'base64url')
    const input = Buffer.from(`${jws.protected}.${jws.payload}`)
    assert.ok(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature), 'the signature is right')
    if (!nonces.delete(header['nonce'] ?? '')) return 'badNonce'
    const payload = Buffer.from(jws.payload, 'base64url').toString()
    return { payload, ...(account && { account }), ...(header.jwk && { jwk: header.jwk }) }
  }

  async function issue(csr: string): Promise<string> {
    const request = new Pkcs10CertificateRequest(Buffer.from(csr, 'base64url'))
    assert.ok(await request.verify(), 'the request is signed with its key')
    const extension = request.getExtension('2.5.29.17')
    const names =
      extension && new SubjectAlternativeNameExtension(extension.rawData).names.items.map(({ value }) => value)
    assert.deepEqual(names, [order.name])
    const now = clock.now().getTime()
    const subject = {
      serialNumber: Buffer.alloc(16, ++serial % 250),
      commonName: order.name,
      publicKey: KeyObject.from(await request.publicKey.export()),
      notBefore: new Date(now),
      notAfter: new Date(now + lifetime),
    }
    return (await issueServerCertificate(subject, [order.name], issuer)) + issuer.pem
  }

  const orderBody = () => ({
    status: order.status,
    authorizations: [url('/authorization')],
    finalize: url('/finalize'),
    ...(order.status === 'valid' && { certificate: url('/certificate') }),
  })

  async function serve(path: string, payload: string, account: Account): Promise<WebAnswer> {
    const members = Object(payload === '' ? {} : JSON.parse(payload)) as Record<string, unknown>
    switch (path) {
      case '/new-order': {
        const [identifier] = members['identifiers'] as { readonly type: string; readonly value: string }[]
        assert.equal(identifier?.type, 'dns')
        order = {
          name: identifier.value,
          token: `token-of-order-${++serial}`,
          authorization: 'pending',
          status: 'pending',
          certificate: '',
        }
        return reply(201, orderBody(), { location: url('/order') })
      }
      case '/authorization': {
        const challenges = [
          { type: 'dns-01', url: url('/dns'), token: order.token },
          {
            type: 'http-01',
            url: url('/challenge'),
            token: order.token,
            ...(order.authorization === 'invalid' && {
              error: { type: 'urn:ietf:params:acme:error:unauthorized', detail: 'the answer is wrong' },
            }),
          },
        ]
        return reply(200, { status: order.authorization, challenges }, { 'retry-after': '0' })
      }
      case '/challenge': {
        assert.deepEqual(members, {})
        const { crv, kty, x, y } = account.jwk
        const expected = `${order.token}.${hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url')}`
        const found = await fetchChallenge(order.name, order.token).catch(String)
        order.authorization = found === expected ? 'valid' : 'invalid'
        if (order.authorization === 'valid') order.status = 'ready'
        return reply(200, {})
      }
      case '/finalize':
        assert.equal(order.status, 'ready')
        order.certificate = await issue(String(members['csr']))
        order.status = 'processing'
        return reply(200, orderBody())
      case '/order': {
        const answer = reply(200, orderBody(), { 'retry-after': '0' })
        if (order.status === 'processing') order.status = 'valid'
        return answer
      }
      case '/certificate':
        return reply(200, order.certificate)
      default:
        return reply(404, {})
    }
  }

  return {
    directory: url('/directory'),
    caPem: issuer.pem,
    requests,
    refusals,
    answer: async (request) => {
      const path = request.url.slice(origin.length)
      requests.push(`${request.method} ${path}`)
      const refusal = refusals.get(path)
      refusals.delete(path)
      if (path === '/directory') {
        const [newNonce, newAccount, newOrder] = ['/new-nonce', '/new-account', '/new-order'].map(url)
        return { status: 200, headers: {}, body: JSON.stringify({ newNonce, newAccount, newOrder }) }
      }
      if (path === '/new-nonce') return reply(200, '')
      const opened = open(request)
      if (opened === 'badNonce') return refuse('badNonce')
      if (refusal)
        return refuse(refusal.type, refusal.retryAfter === undefined ? {} : { 'retry-after': refusal.retryAfter })
      if (path !== '/new-account')
        return opened.account ? serve(path, opened.payload, opened.account) : refuse('accountDoesNotExist')
      assert.equal(Object(JSON.parse(opened.payload)).termsOfServiceAgreed, true)
      const kid = url(`/account/${hash('sha256', JSON.stringify(opened.jwk), 'base64url')}`)
      const status = accounts.has(kid) ? 200 : 201
      accounts.set(kid, { kid, jwk: opened.jwk ?? {} })
      return reply(status, {}, { location: kid })
    },
  }
}
