import type { KeyObject } from 'node:crypto'
import type { WebAnswer, WebExchange } from '../../ports/web-exchange.ts'
import { type AccountKey, createAccountKey } from './account-key.ts'
import { AcmeError, describeProblem, readDirectory, readObject, readText, readTexts } from './acme-messages.ts'

/** What ordering a certificate takes from outside. */
export interface AcmeClientPorts {
  readonly exchange: WebExchange
  /** Waits some milliseconds. Rejects when the server ends. */
  readonly pause: (milliseconds: number) => Promise<void>
  /** Has this answer given at `/.well-known/acme-challenge/<token>` of the name, until what it resolves with is called. */
  readonly answerChallenge: (name: string, token: string, answer: string) => () => void
}

export interface AcmeAccount {
  /** URL of the authority's directory (RFC 8555 section 7.1.1). */
  readonly directory: string
  readonly key: KeyObject
  /** Where the authority writes to when a certificate is about to end. */
  readonly email?: string
}

/** How often a resource is read until its status is final, and how long apart at most. */
const [pollAtMost, longestPause] = [40, 30_000]

/**
 * Orders a certificate for one DNS name, proven by http-01 (RFC 8555 section 7.4, 8.3). The account is made when there is none,
 * which agrees to the authority's terms. Resolves with the certificate and those up to its authority, PEM. Throws AcmeError.
 * @param csr PKCS #10, DER
 */
export async function orderCertificate(
  account: AcmeAccount,
  name: string,
  csr: Buffer,
  ports: AcmeClientPorts,
): Promise<string> {
  const session = await openSession(account, ports.exchange)
  const placed = await session.post(session.directory.newOrder, { identifiers: [{ type: 'dns', value: name }] })
  const orderUrl = locationOf(placed)
  const order = readObject(placed.body)
  for (const url of readTexts(order, 'authorizations')) await authorize(session, url, name, ports)
  await session.post(readText(order, 'finalize'), { csr: csr.toString('base64url') })
  const done = await pollUntil(session, orderUrl, ['valid'], ports)
  return (await session.post(readText(done, 'certificate'), undefined)).body
}

/** Proves to the authority that the name leads to us. */
async function authorize(session: Session, url: string, name: string, ports: AcmeClientPorts): Promise<void> {
  const authorization = readObject((await session.post(url, undefined)).body)
  if (authorization['status'] === 'valid') return
  const offered: unknown = authorization['challenges']
  const challenge = (Array.isArray(offered) ? offered : []).map(Object).find(({ type }) => type === 'http-01')
  if (!challenge) throw new AcmeError(`the authority offers no http-01 challenge for ${name}`)
  const token = readText(challenge, 'token')
  // It becomes part of a path that we answer.
  if (!/^[\w-]{16,200}$/.test(token)) throw new AcmeError('the token of the challenge is malformed')
  const withdraw = ports.answerChallenge(name, token, session.key.authorizationOf(token))
  try {
    await session.post(readText(challenge, 'url'), {})
    await pollUntil(session, url, ['valid'], ports)
  } finally {
    withdraw()
  }
}

/** Reads a resource until it has one of these statuses. */
async function pollUntil(
  session: Session,
  url: string,
  wanted: readonly unknown[],
  { pause }: AcmeClientPorts,
): Promise<Readonly<Record<string, unknown>>> {
  for (let attempt = 0; attempt < pollAtMost; attempt++) {
    const answer = await session.post(url, undefined)
    const resource = readObject(answer.body)
    if (wanted.includes(resource['status'])) return resource
    if (resource['status'] === 'invalid') throw new AcmeError(describeProblem(resource))
    const seconds = Number(answer.headers['retry-after'] ?? 2)
    await pause(Math.min(Number.isFinite(seconds) ? seconds * 1000 : 2000, longestPause))
  }
  throw new AcmeError(`${url} did not become ${wanted.join(' or ')} in time`)
}

interface Session {
  readonly directory: { readonly newOrder: string }
  readonly key: AccountKey
  /** Sends a signed request as the account; without a payload it only reads. Throws AcmeError when it is refused. */
  post(url: string, payload: object | undefined): Promise<WebAnswer>
}

async function openSession(account: AcmeAccount, exchange: WebExchange): Promise<Session> {
  const directory = readDirectory(await exchange({ method: 'GET', url: account.directory, headers: {} }))
  const key = createAccountKey(account.key)
  let nonce: string | undefined

  async function takeNonce(): Promise<string> {
    const known =
      nonce ?? (await exchange({ method: 'HEAD', url: directory.newNonce, headers: {} })).headers['replay-nonce']
    nonce = undefined
    if (known === undefined) throw new AcmeError('the authority gave no nonce')
    return known
  }

  async function post(url: string, payload: object | undefined, signer: object): Promise<WebAnswer> {
    for (let attempt = 1; ; attempt++) {
      const body = key.sign({ ...signer, nonce: await takeNonce(), url }, payload)
      const headers = { 'content-type': 'application/jose+json' }
      const answer = await exchange({ method: 'POST', url, headers, body })
      nonce = answer.headers['replay-nonce']
      if (answer.status < 400) return answer
      const problem = describeProblem(readObject(answer.body))
      // RFC 8555 section 6.5: the refusal brings a nonce that is good.
      if (attempt === 5 || !problem.startsWith('urn:ietf:params:acme:error:badNonce'))
        throw new AcmeError(`${problem} (${answer.status})`, Number(answer.headers['retry-after']))
    }
  }

  const contact = account.email === undefined ? {} : { contact: [`mailto:${account.email}`] }
  const registration = { termsOfServiceAgreed: true, ...contact }
  const kid = locationOf(await post(directory.newAccount, registration, { jwk: key.jwk }))
  return { directory, key, post: (url, payload) => post(url, payload, { kid }) }
}

function locationOf({ headers }: WebAnswer): string {
  const { location } = headers
  if (location === undefined) throw new AcmeError('the authority did not say where the new resource is')
  return location
}
