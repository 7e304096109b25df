import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'

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
  if ((await readIfReadable(path)) !== bundle) await replace(path, bundle)
  return path
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu

async function readIfReadable(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

/** Commands that run meanwhile read the old file or the new one. */
async function replace(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  const file = await open(temporary, 'w', 0o644)
  try {
    await file.writeFile(content)
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
