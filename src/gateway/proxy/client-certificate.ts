import type { X509Certificate } from 'node:crypto'
import type { WithApi } from './state.ts'

/** A client's certificate as events tell of it (page "Create AWS Lambda proxy integrations for HTTP APIs"). */
export interface ClientCertificate {
  readonly clientCertPem: string
  readonly subjectDN: string
  readonly issuerDN: string
  /** Hexadecimal bytes with colons in between. */
  readonly serialNumber: string
  /** As `May 28 12:30:02 2019 GMT`. */
  readonly validity: { readonly notBefore: string; readonly notAfter: string }
}

/** The certificate that a client has shown to a custom domain with mutual TLS; undefined everywhere else. */
export function clientCertificate({ exchange, place, plane }: WithApi): ClientCertificate | undefined {
  if (!('hostName' in place) || plane.domains.find(place.hostName)?.truststore === undefined) return undefined
  const certificate = exchange.tlsPeer?.certificate
  return certificate && describe(certificate)
}

function describe(certificate: X509Certificate): ClientCertificate {
  return {
    clientCertPem: certificate.toString(),
    subjectDN: toDistinguishedName(certificate.subject),
    issuerDN: toDistinguishedName(certificate.issuer),
    serialNumber: (certificate.serialNumber.match(/../g) ?? []).join(':').toLowerCase(),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  }
}

/** node:crypto has one attribute on each line. */
function toDistinguishedName(lines: string): string {
  return lines.replaceAll('\n', ',')
}
