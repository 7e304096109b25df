import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import { replaceFile } from './replace-file.ts'
import { type Issuer, selfSignedAuthority, serverCertificate } from './x509.ts'

/** The TLS identities of this server, all signed by a certification authority that exists on this machine only. */
export interface Certificates {
  /** Path of `ca.pem`, for clients that are to trust us. */
  readonly caFile: string
  readonly caPem: string
  /**
   * Certificate and key for the name that a client asked for (SNI); undefined when it asked for none. A name that is
   * not ours gets the one for localhost, so that nobody can make us mint certificates without bound.
   */
  contextFor(serverName: string | undefined): SecureContext
}

export interface CertificateOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether this server answers for the (lower-case) host name. */
  isOurs(name: string): boolean
}

/** `ca.pem` and `ca-key.pem` are there and cannot be used. The message says what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
}

const day = 24 * 60 * 60 * 1000
const year = 365 * day
/** Names come from a bounded set (`isOurs`), which a configuration can still make large. */
const maxContexts = 500

/** Reads the authority from `ca.pem` and `ca-key.pem` in the data directory, or makes it there. */
export async function loadCertificates(dataDir: string, options: CertificateOptions): Promise<Certificates> {
  const { clock } = options
  const authority = await loadAuthority(dataDir, options)
  const contexts = new Map<string, { readonly context: SecureContext; readonly renewAt: number }>()
  return {
    caFile: join(dataDir, 'ca.pem'),
    caPem: authority.pem,
    contextFor: (serverName) => {
      const name = serverName?.toLowerCase().replace(/\.$/u, '')
      const names = name !== undefined && options.isOurs(name) ? certifiedNames(name) : localNames
      const key = names.join(' ')
      const known = contexts.get(key)
      if (known && clock.now().getTime() < known.renewAt) return known.context
      const fresh = mint(names, authority, options)
      if (contexts.size >= maxContexts) contexts.clear()
      contexts.set(key, fresh)
      return fresh.context
    },
  }
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
  readonly pem: string
  readonly notAfter: Date
}

async function loadAuthority(dataDir: string, { clock, random, log }: CertificateOptions): Promise<Authority> {
  const certificateFile = join(dataDir, 'ca.pem')
  const keyFile = join(dataDir, 'ca-key.pem')
  const [pem, keyPem] = await Promise.all([readIfThere(certificateFile), readIfThere(keyFile)])
  // A key alone is what a crash between the two writes leaves; nobody has trusted its certificate yet.
  if (pem !== undefined) {
    const certificate = readCertificate(pem, certificateFile)
    if (certificate.validToDate.getTime() > clock.now().getTime() + 30 * day)
      return usable(pem, certificate, keyPem, dataDir)
    log.warn({
      event: 'ca-renewed',
      detail: `The certificate in ${certificateFile} ends on ${certificate.validToDate.toISOString()}; clients must trust the new one.`,
    })
  }
  return makeAuthority(certificateFile, keyFile, { clock, random })
}

async function makeAuthority(
  certificateFile: string,
  keyFile: string,
  { clock, random }: Pick<CertificateOptions, 'clock' | 'random'>,
): Promise<Authority> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = clock.now().getTime()
  const notAfter = new Date(now + 10 * year)
  const commonName = `poolgate local CA ${random.bytes(4).toString('hex')}`
  const validity = { notBefore: new Date(now - day), notAfter }
  const pem = selfSignedAuthority(
    { serialNumber: serialNumber(random), commonName, publicKey, ...validity },
    privateKey,
  )
  await mkdir(dirname(certificateFile), { recursive: true, mode: 0o700 })
  await replaceFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600)
  await replaceFile(certificateFile, pem, 0o644)
  return { commonName, publicKey, privateKey, pem, notAfter }
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
  const commonName = /^CN=(poolgate local CA [0-9a-f]{8})$/u.exec(certificate.subject)?.[1]
  if (commonName === undefined) throw new CertificateError(`ca.pem was not made by poolgate; ${remedy}`)
  const privateKey = readPrivateKey(keyPem, remedy)
  if (!certificate.checkPrivateKey(privateKey))
    throw new CertificateError(`ca.pem and ca-key.pem do not belong together; ${remedy}`)
  const publicKey = createPublicKey(privateKey)
  return { pem, commonName, publicKey, privateKey, notAfter: certificate.validToDate }
}

function readPrivateKey(keyPem: string, remedy: string): KeyObject {
  try {
    return createPrivateKey(keyPem)
  } catch (cause) {
    throw new CertificateError(`ca-key.pem is not a private key; ${remedy}`, { cause })
  }
}

function mint(
  names: readonly string[],
  authority: Authority,
  { clock, random }: CertificateOptions,
): { context: SecureContext; renewAt: number } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = clock.now().getTime()
  const end = Math.min(now + year, authority.notAfter.getTime())
  const cert = serverCertificate(
    {
      serialNumber: serialNumber(random),
      commonName: 'poolgate',
      publicKey,
      notBefore: new Date(now - day),
      notAfter: new Date(end),
    },
    names,
    authority,
  )
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  return { context: createSecureContext({ key, cert, minVersion: 'TLSv1.2' }), renewAt: end - day }
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
