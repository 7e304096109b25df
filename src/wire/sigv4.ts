import { ApiError } from './operation.ts'

/** The credential scope of a signed request (SigV4, "Authenticating requests: Authorization header"). */
export interface Credential {
  readonly accessKeyId: string
  /** yyyymmdd */
  readonly date: string
  readonly region: string
  readonly service: string
}

const authorization =
  /^AWS4-HMAC-SHA256 +Credential=([\w-]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})\/aws4_request *, *SignedHeaders=[a-z0-9;_-]+ *, *Signature=[0-9a-f]{64}$/

/**
 * Reads the Authorization header of a signed request; undefined when there is none. A header that is there and is not
 * SigV4 throws IncompleteSignatureException. The signature itself is not verified: the server listens on loopback only
 * and says so at start (docs/decisions/0002).
 */
export function readCredential(header: string | undefined): Credential | undefined {
  if (header === undefined) return undefined
  const match = authorization.exec(header)
  if (!match)
    throw new ApiError(
      'IncompleteSignatureException',
      'The Authorization header is not an AWS Signature Version 4 header: it needs Credential, SignedHeaders and Signature.',
    )
  const [, accessKeyId, date, region, service] = match as unknown as [string, string, string, string, string]
  return { accessKeyId, date, region, service }
}
