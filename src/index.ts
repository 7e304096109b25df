/** poolgate as a library: start a server in your own process, for tests or for good. */
import type { PoolgateOptions } from './server/poolgate-options.ts'
import { startPoolgate } from './server/poolgate.ts'

export { UnsafeOptionsError, type PoolgateOptions } from './server/poolgate-options.ts'
export { CertificateError } from './http/certificate-error.ts'
export { PortInUseError } from './http/port-in-use-error.ts'
export { DataDirectoryError, DataDirectoryInUseError } from './store/data-directory.ts'

export interface PoolgateServer {
  /** Base URL for `AWS_ENDPOINT_URL`; the same port speaks https. */
  readonly url: string
  /** Lets requests in flight end, then closes the store. */
  close(): Promise<void>
}

/**
 * Starts a server and resolves once it listens and its store is open.
 * Rejects with PortInUseError, DataDirectoryInUseError, DataDirectoryError, CertificateError or UnsafeOptionsError for what
 * the caller can put right.
 */
export async function createPoolgate(options: PoolgateOptions = {}): Promise<PoolgateServer> {
  const server = await startPoolgate(options)
  return { url: server.url, close: () => server.close() }
}
