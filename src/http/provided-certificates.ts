import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { CertificateError } from './certificate-error.ts'

/** A certificate of the operator's, with the certificates between it and its authority behind it, and its key: PEM. */
export interface CertificateFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** What a TLS server shows; PEM. */
export interface ServerIdentity {
  readonly cert: string
  readonly key: string
}

export interface ProvidedCertificates {
  /** The certificate for a lower-case host name, the same object until its files change; undefined when there is none. */
  find(serverName: string): Promise<ServerIdentity | undefined>
}

interface Loaded extends ServerIdentity {
  readonly leaf: X509Certificate
  readonly readAt: number
}

/** Renewed files are taken up within this time; milliseconds. */
const rereadAfter = 60_000

/** Reads the files. Throws CertificateError. */
export async function loadProvidedCertificates(
  files: readonly CertificateFiles[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<ProvidedCertificates> {
  const now = () => clock.time()
  const loaded = new Map<CertificateFiles, Loaded>()
  for (const pair of files) loaded.set(pair, await load(pair, now()))

  /** What is in the files now; while they are being replaced, what was in them before. */
  async function current(pair: CertificateFiles, known: Loaded): Promise<Loaded> {
    if (Math.abs(now() - known.readAt) < rereadAfter) return known
    let next: Loaded
    try {
      next = await load(pair, now())
    } catch (error) {
      log.error({ event: 'certificate-failed', file: pair.certFile }, error)
      next = { ...known, readAt: now() }
    }
    loaded.set(pair, next)
    return next
  }

  return {
    find: async (serverName) => {
      for (const [pair, known] of loaded)
        if (known.leaf.checkHost(serverName) !== undefined) {
          return current(pair, known)
        }
      return undefined
    },
  }
}

async function load({ certFile, keyFile }: CertificateFiles, readAt: number): Promise<Loaded> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
    const leaf = new X509Certificate(cert)
    if (leaf.checkPrivateKey(createPrivateKey(key))) return { cert, key, leaf, readAt }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CertificateError(`${certFile} and ${keyFile}: ${reason}`, { cause })
  }
  throw new CertificateError(`${certFile} and ${keyFile} do not belong together`)
}
