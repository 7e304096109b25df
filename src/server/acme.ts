import type { AcmeCertificates } from '../http/acme/acme-certificates.ts'
import type { ProvidedCertificates } from '../http/provided-certificates.ts'
import { createWebExchange } from '../ports/web-exchange.ts'
import type { Ground } from './ground.ts'

/**
 * What an ACME authority certifies, where the operator asks for that.
 * @param own the operator's own certificates, which go before it
 */
export async function openAcme(
  { options, runtime, dataDir, policy }: Ground,
  own: ProvidedCertificates,
): Promise<{ readonly provided: ProvidedCertificates; readonly acme: AcmeCertificates | undefined }> {
  if (!options.acme) return { provided: own, acme: undefined }
  const { openAcmeCertificates } = await import('../http/acme/acme-certificates.ts')
  const { clock, log } = runtime
  const acme = await openAcmeCertificates(dataDir, options.acme, { clock, log, exchange: createWebExchange(policy) })
  return { provided: { find: async (name) => (await own.find(name)) ?? acme.find(name) }, acme }
}
