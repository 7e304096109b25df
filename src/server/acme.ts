import type { AcmeCertificates } from '../http/acme/acme-certificates.ts'
import type { ProvidedCertificates } from '../http/provided-certificates.ts'
import { createWebExchange } from '../ports/web-exchange.ts'
import type { Ground } from './ground.ts'

/**
 * What an ACME authority certifies, where the operator asks for that.
 * @param own the operator's own certificates, which go before it
 */
export async function openAcme(
  { options, runtime, dataDir, place, policy }: Ground,
  own: ProvidedCertificates,
): Promise<{ readonly provided: ProvidedCertificates; readonly acme: AcmeCertificates | undefined }> {
  if (!options.acme) return { provided: own, acme: undefined }
  const { openAcmeCertificates } = await import('../http/acme/acme-certificates.ts')
  const { clock, log } = runtime
  const ports = { clock, log, exchange: createWebExchange(policy), ...(place && { orders: place.isFirst }) }
  const acme = await openAcmeCertificates(dataDir, options.acme, ports)
  return { provided: { find: async (name) => (await own.find(name)) ?? acme.find(name) }, acme }
}
