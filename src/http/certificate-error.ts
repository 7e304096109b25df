/** The authority's files, or the operator's own, are there and cannot be used. The message says what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
}
