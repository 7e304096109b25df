import { constants, createPrivateKey, generateKeyPairSync, hash, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import { CertificateError } from './certificate-error.ts'
import type { Issuer } from './issue-certificate.ts'
import type { ProvidedCertificates, ServerIdentity } from './provided-certificates.ts'
import { replaceFile } from './replace-file.ts'

/**
 * The TLS identities of this server, all signed by a certification authority that exists on this machine only.
 * They are made when they are first asked for, and server certificates are kept in memory only: the first TLS client
 * of a process waits until the library is loaded that makes them, some 150 ms.
 */
export interface Certificates {
  /** Path of `ca.pem`, for clients that are to trust us: there once `caPem` has resolved. */
  readonly caFile: string
  /** The authority's certificate, which is made and written to `caFile` if there is none. */
  caPem(): Promise<string>
  /**
   * Certificate and key for the name that a client asked for (SNI); undefined when it asked for none. A name that is
   * not ours gets the one for localhost, so that nobody can make us mint certificates without bound.
   * The operator's own certificates come first.
   * @param truststore PEM: the authorities that may sign the certificates of clients, which are asked for then
   */
  contextFor(serverName: string | undefined, truststore?: string): Promise<SecureContext>
}

export interface CertificateOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether this server answers for the (lower-case) host name. */
  isOurs(name: string): boolean
  /** The wildcard that makes a host name ours, e.g. `*.example.com`: its certificate serves all of them. */
  wildcardOver?(name: string): string | undefined
  /** The operator's own. */
  readonly provided?: ProvidedCertificates
}

const day = 24 * 60 * 60 * 1000
const year = 365 * day
/** Names come from a bounded set (`isOurs`), which a configuration can still make large. */
const maxContexts = 500

/** Reads the authority's `ca.pem` and `ca-key.pem` from the data directory. Throws CertificateError. */
export async function loadCertificates(dataDir: string, options: CertificateOptions): Promise<Certificates> {
  const { clock } = options
  let authority = await readAuthority(dataDir, options)
  let inTheMaking: Promise<Authority> | undefined
  const contexts = new Map<
    string,
    { readonly context: Promise<SecureContext>; readonly from: number; readonly renewAt: number }
  >()

  const providedContexts = new WeakMap<ServerIdentity, { truststore: string | undefined; context: SecureContext }>()

  async function provideAuthority(): Promise<Authority> {
    if (authority) return authority
    inTheMaking ??= makeAuthority(dataDir, options).finally(() => (inTheMaking = undefined))
    return (authority = await inTheMaking)
  }

  async function contextFor(serverName: string | undefined, truststore?: string): Promise<SecureContext> {
    const provided = serverName && (await options.provided?.find(serverName.toLowerCase()))
    if (provided) return contextOfProvided(provided, truststore)
    const issuer = await provideAuthority()
    const names = certifiedNames(nameOf(serverName, options))
    const key = [...names, truststore && hash('sha256', truststore)].join(' ')
    const now = clock.time()
    const known = contexts.get(key)
    // A clock that was put right since would have clients wait for the certificate's time to come.
    if (known && known.from < now && now < known.renewAt) return known.context
    const notAfter = Math.min(now + year, issuer.notAfter.getTime())
    const context = mint(names, new Date(notAfter), issuer, options).then((identity) => secure(identity, truststore))
    if (contexts.size >= maxContexts) contexts.clear()
    contexts.set(key, { context, from: now - day, renewAt: notAfter - day })
    context.catch(() => contexts.delete(key))
    return context
  }

  function contextOfProvided(identity: ServerIdentity, truststore: string | undefined): SecureContext {
    const known = providedContexts.get(identity)
    if (known && known.truststore === truststore) return known.context
    const context = secure(identity, truststore)
    providedContexts.set(identity, { truststore, context })
    return context
  }

  return { caFile: join(dataDir, 'ca.pem'), caPem: async () => (await provideAuthority()).pem, contextFor }
}

/** The name to certify for a client that asked for this one: as DNS has it and ours, or else localhost. */
function nameOf(serverName: string | undefined, options: CertificateOptions): string {
  const name = serverName?.toLowerCase().replace(/\.$/u, '') ?? ''
  if (!/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/u.test(name) || !options.isOurs(name)) return 'localhost'
  return options.wildcardOver?.(name) ?? name
}

/** What a client on this machine calls us. */
const localNames = ['localhost', '*.localhost', '*.execute-api.localhost', '*.auth.localhost', '127.0.0.1', '::1']

/** All names of the certificate that a client gets who asks for this one: one certificate serves a whole region. */
export function certifiedNames(name: string): readonly string[] {
  if (/^(?:localhost|[^.]+\.(?:execute-api|auth)\.localhost)$/u.test(name)) return localNames
  // Most clients refuse a wildcard directly under a top-level name, so the exact name is added.
  if (name.endsWith('.localhost')) return [name, ...localNames]
  const region = '([a-z]{2}(?:-[a-z]+)+-[0-9]+)'
  const service = new RegExp(`^[^.]+\\.(?:execute-api\\.)?${region}\\.amazonaws\\.com$`, 'u').exec(name)
  if (service) return [`*.${service[1]}.amazonaws.com`, `*.execute-api.${service[1]}.amazonaws.com`]
  const login = new RegExp(`^[^.]+\\.auth\\.${region}\\.amazoncognito\\.com$`, 'u').exec(name)
  if (login) return [`*.auth.${login[1]}.amazoncognito.com`]
  return [name]
}

interface Authority extends Issuer {
  readonly notAfter: Date
}

/** Resolves with undefined if an authority must be made: there is none, or the one that is there ends soon. */
async function readAuthority(dataDir: string, { clock, log }: CertificateOptions): Promise<Authority | undefined> {
  const certificateFile = join(dataDir, 'ca.pem')
  const [pem, keyPem] = await Promise.all([readIfThere(certificateFile), readIfThere(join(dataDir, 'ca-key.pem'))])
  // A key alone is what a crash between the two writes leaves; nobody has trusted its certificate yet.
  if (pem === undefined) return undefined
  const certificate = readCertificate(pem, certificateFile)
  if (certificate.validToDate.getTime() > clock.time() + 30 * day) return usable(pem, certificate, keyPem, dataDir)
  log.warn({
    event: 'ca-renewed',
    detail: `The certificate in ${certificateFile} ends on ${certificate.validToDate.toISOString()}; clients must trust the new one.`,
  })
  return undefined
}

async function makeAuthority(dataDir: string, { clock, random }: CertificateOptions): Promise<Authority> {
  const { issueAuthority } = await import('./issue-certificate.ts')
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = clock.time()
  const notAfter = new Date(now + 10 * year)
  const commonName = `poolgate local CA ${random.bytes(4).toString('hex')}`
  const validity = { notBefore: new Date(now - day), notAfter }
  const pem = await issueAuthority(
    { serialNumber: serialNumber(random), commonName, publicKey, ...validity },
    privateKey,
  )
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await replaceFile(join(dataDir, 'ca-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600)
  await replaceFile(join(dataDir, 'ca.pem'), pem, 0o644)
  return { privateKey, pem, notAfter }
}

function readCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new CertificateError(`${file} is not a certificate; remove it and ca-key.pem to have new ones made`, {
      cause,
    })
  }
}

function usable(pem: string, certificate: X509Certificate, keyPem: string | undefined, dataDir: string): Authority {
  const remedy = `remove ca.pem and ca-key.pem from ${dataDir} to have new ones made, which clients must then trust`
  if (keyPem === undefined) throw new CertificateError(`ca-key.pem is missing; ${remedy}`)
  if (!/^CN=poolgate local CA [0-9a-f]{8}$/u.test(certificate.subject))
    throw new CertificateError(`ca.pem was not made by poolgate; ${remedy}`)
  const privateKey = readPrivateKey(keyPem, remedy)
  if (!certificate.checkPrivateKey(privateKey))
    throw new CertificateError(`ca.pem and ca-key.pem do not belong together; ${remedy}`)
  return { pem, privateKey, notAfter: certificate.validToDate }
}

function readPrivateKey(keyPem: string, remedy: string): KeyObject {
  try {
    return createPrivateKey(keyPem)
  } catch (cause) {
    throw new CertificateError(`ca-key.pem is not a private key; ${remedy}`, { cause })
  }
}

async function mint(
  names: readonly string[],
  notAfter: Date,
  authority: Authority,
  { clock, random }: CertificateOptions,
): Promise<ServerIdentity> {
  const { issueServerCertificate } = await import('./issue-certificate.ts')
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const notBefore = new Date(clock.time() - day)
  const request = { serialNumber: serialNumber(random), commonName: 'poolgate', publicKey, notBefore, notAfter }
  const cert = await issueServerCertificate(request, names, authority)
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert }
}

function secure(identity: ServerIdentity, ca: string | undefined): SecureContext {
  if (ca === undefined) return createSecureContext({ ...identity, minVersion: 'TLSv1.2' })
  // Without tickets nobody comes back with a certificate that the truststore has no authority for any more.
  return createSecureContext({ ...identity, ca, minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET })
}

/** 127 random bits: positive, and never the same twice under one authority. */
function serialNumber(random: Random): Buffer {
  const bytes = random.bytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
