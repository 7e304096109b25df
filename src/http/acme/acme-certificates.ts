import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { WebExchange } from '../../ports/web-exchange.ts'
import type { ProvidedCertificates, ServerIdentity } from '../provided-certificates.ts'
import { replaceFile } from '../replace-file.ts'
import { orderCertificate } from './acme-client.ts'
import { AcmeError } from './acme-messages.ts'
import { challengesInDirectory, challengesInMemory } from './challenges.ts'

/** What the operator says of ACME. */
export interface AcmeOptions {
  /** DNS names, lower case; each has a certificate of its own. */
  readonly domains: readonly string[]
  readonly directory: string
  readonly email?: string
}

export interface AcmeCertificatesPorts {
  readonly clock: Clock
  readonly log: Log
  readonly exchange: WebExchange
  /**
   * Where several processes have the data directory: whether this is the one that orders. The others answer the authority, too,
   * and take up what was issued.
   */
  readonly orders?: boolean
}

/**
 * Certificates that an ACME authority issues (RFC 8555). They are kept with their keys in `acme` of the data directory, and
 * ordered anew when two thirds of their time are over; what fails is tried again later, and the old one serves on.
 */
export interface AcmeCertificates extends ProvidedCertificates {
  /** What to answer at `/.well-known/acme-challenge/<token>` of a host; undefined when no such challenge is under way. */
  findChallenge(host: string, token: string): string | undefined
  /** Orders what is missing or old from now on, or takes it up: once the server listens, as the authority asks it. */
  start(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

interface Issued extends ServerIdentity {
  /** Epoch milliseconds. */
  readonly renewAt: number
}

const minute = 60_000
/** How often those who do not order look for what was issued. */
const second = 1000
/** The first retry, after which the time doubles: an authority refuses whoever fails five times in an hour. */
const [firstRetry, longestRetry] = [5 * minute, 6 * 60 * minute]

/** @param checkEvery milliseconds between two looks at what is due */
export async function openAcmeCertificates(
  dataDir: string,
  options: AcmeOptions,
  { clock, log, exchange, orders }: AcmeCertificatesPorts,
  checkEvery = orders === false ? second : minute,
): Promise<AcmeCertificates> {
  const directory = join(dataDir, 'acme')
  const challengeDirectory = join(directory, 'challenges')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // Those of an order that ended with its process.
  if (orders === true) await rm(challengeDirectory, { recursive: true, force: true })
  const challenges =
    orders === undefined ? challengesInMemory() : challengesInDirectory(challengeDirectory, options.domains)
  const fileOf = (domain: string) => join(directory, `${domain}.pem`)
  const issued = new Map<string, Issued>()
  const failures = new Map<string, { readonly count: number; readonly retryAt: number }>()
  /** When the files were written that `issued` is of; epoch milliseconds. */
  const readAt = new Map<string, number>()
  const over = new AbortController()
  let working: Promise<void> = Promise.resolve()

  async function takeUp(): Promise<void> {
    for (const domain of options.domains) {
      const writtenAt = (await stat(fileOf(domain)).catch(ignoreMissing))?.mtimeMs
      if (writtenAt === undefined || writtenAt === readAt.get(domain)) continue
      readAt.set(domain, writtenAt)
      const kept = await readKept(fileOf(domain), domain, log)
      if (kept) issued.set(domain, kept)
    }
  }

  await takeUp()

  async function order(domain: string): Promise<void> {
    const { signCertificateRequest } = await import('./certificate-signing-request.ts')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const csr = await signCertificateRequest(domain, privateKey)
    const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal: over.signal })
    const account = {
      key: await openKey(join(directory, 'account-key.pem')),
      directory: options.directory,
      ...(options.email && { email: options.email }),
    }
    const cert = await orderCertificate(account, domain, csr, { exchange, pause, answerChallenge: challenges.put })
    const key = pemOf(privateKey)
    const next = readIdentity({ key, cert }, domain)
    // One file, so that a crash leaves the old pair or the new one.
    await replaceFile(fileOf(domain), `${key}${cert}`, 0o600)
    issued.set(domain, next)
    failures.delete(domain)
    log.info({ event: 'acme-certificate', domain, renewAt: new Date(next.renewAt).toISOString() })
  }

  async function orderDue(): Promise<void> {
    for (const domain of options.domains) {
      const now = clock.time()
      const { count = 0, retryAt = 0 } = failures.get(domain) ?? {}
      if (over.signal.aborted || now < (issued.get(domain)?.renewAt ?? 0) || now < retryAt) continue
      try {
        await order(domain)
      } catch (error) {
        if (over.signal.aborted) return
        const asked = error instanceof AcmeError ? (error.retryAfter ?? 0) * 1000 : 0
        const wait = Math.max(asked, Math.min(firstRetry * 2 ** count, longestRetry))
        failures.set(domain, { count: count + 1, retryAt: now + wait })
        log.error({ event: 'acme-failed', domain, retryAt: new Date(now + wait).toISOString() }, error)
      }
    }
  }

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      if (orders === false) await takeUp().catch((error: unknown) => log.error({ event: 'certificate-failed' }, error))
      else await orderDue()
      await delay(checkEvery, undefined, { signal: over.signal }).catch(() => {})
    }
  }

  return {
    find: async (serverName) => issued.get(serverName),
    findChallenge: (host, token) => challenges.find(host, token),
    start: () => {
      working = goOn()
    },
    stop: async () => {
      over.abort()
      await working
    },
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' })
}

/** The key in a file, made when there is none. */
async function openKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch(ignoreMissing)
  if (pem !== undefined) return createPrivateKey(pem)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await replaceFile(file, pemOf(privateKey), 0o600)
  return privateKey
}

/** What was issued earlier; undefined when there is nothing that can be used. */
async function readKept(file: string, domain: string, log: Log): Promise<Issued | undefined> {
  const pem = await readFile(file, 'utf8').catch(ignoreMissing)
  if (pem === undefined) return undefined
  const end = pem.indexOf('-----BEGIN CERTIFICATE-----')
  try {
    return readIdentity({ key: pem.slice(0, end), cert: pem.slice(end) }, domain)
  } catch (error) {
    log.error({ event: 'certificate-failed', file }, error)
    return undefined
  }
}

/** Throws when the certificate is none for this name and key. */
function readIdentity(identity: ServerIdentity, domain: string): Issued {
  const leaf = new X509Certificate(identity.cert)
  if (!leaf.checkPrivateKey(createPrivateKey(identity.key)) || leaf.checkHost(domain) === undefined)
    throw new AcmeError(`the certificate is none for ${domain} and its key`)
  const [from, to] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()]
  return { ...identity, renewAt: from + ((to - from) * 2) / 3 }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
