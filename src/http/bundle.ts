import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { replaceFile } from './replace-file.ts'

/**
 * Writes `ca-bundle.pem` into the data directory and resolves with its path: every authority that this machine and
 * Node.js trust, and ours. Clients that take one file in place of their own authorities (AWS_CA_BUNDLE,
 * SSL_CERT_FILE, ...) then trust us and still everybody else.
 * @param caPem our own authority
 * @param extraFiles bundles that the caller's environment already names; those that cannot be read are left out
 */
export async function writeCaBundle(dataDir: string, caPem: string, extraFiles: readonly string[]): Promise<string> {
  const path = join(dataDir, 'ca-bundle.pem')
  const extra = await Promise.all(extraFiles.filter((file) => file !== path).map(readIfReadable))
  const authorities = [
    caPem,
    ...getCACertificates('bundled'),
    ...getCACertificates('system'),
    ...extra.flatMap((text) => text.match(certificate) ?? []),
  ]
  const bundle = [...new Set(authorities.map((pem) => `${pem.trim()}\n`))].join('')
  if ((await readIfReadable(path)) !== bundle) await replaceFile(path, bundle, 0o644)
  return path
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu

async function readIfReadable(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
