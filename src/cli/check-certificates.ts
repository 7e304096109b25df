import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { loadProvidedCertificates } from '../http/provided-certificates.ts'
import { systemClock } from '../ports/clock.ts'
import { silentLog } from '../ports/log.ts'
import { failure, type Finding, ok, type Placed, warning } from './finding.ts'

const day = 86_400_000

/** Whether the operator's certificates can be used, and for how long. */
export async function checkCertificates({ certificates = [] }: Pick<Placed, 'certificates'>): Promise<Finding> {
  if (certificates.length === 0) return ok('certificates', "the local authority's")
  await loadProvidedCertificates(certificates, { clock: systemClock, log: silentLog })
  const ends = await Promise.all(
    certificates.map(async ({ certFile }) => ({
      certFile,
      days: (new X509Certificate(await readFile(certFile)).validToDate.getTime() - Date.now()) / day,
    })),
  )
  const [first] = ends.toSorted((one, other) => one.days - other.days)
  if (first === undefined || first.days > 21)
    return ok('certificates', `${certificates.length}, and none ends within 21 days`)
  return first.days < 0
    ? failure('certificates', `${first.certFile} has expired`)
    : warning('certificates', `${first.certFile} expires within ${Math.ceil(first.days)} days`)
}
