import type { WireRequest } from './message.ts'
import { ApiError } from './operation.ts'

/** The credential scope of a signed request (SigV4, "Authenticating requests: Authorization header"). */
export interface Credential {
  readonly accessKeyId: string
  /** yyyymmdd */
  readonly date: string
  readonly region: string
  readonly service: string
}

/** A signature and all that it says of itself, in the Authorization header or in the query of a presigned URL. */
export interface Signature {
  readonly credential: Credential
  /** Lower case, as listed. */
  readonly signedHeaders: readonly string[]
  /** 64 hexadecimal digits. */
  readonly signature: string
  /** `yyyymmddThhmmssZ`; empty when the request does not say. */
  readonly time: string
  /** Of temporary credentials. */
  readonly sessionToken?: string
  /** Seconds that a presigned URL is valid. */
  readonly expires?: number
}

const scope = String.raw`([\w-]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})\/aws4_request`
const credentialScope = new RegExp(`^${scope}$`)
const authorization = new RegExp(
  `^AWS4-HMAC-SHA256 +Credential=${scope} *, *SignedHeaders=([a-z0-9;_-]+) *, *Signature=([0-9a-f]{64})$`,
)

/**
 * Reads the Authorization header of a signed request; undefined when there is none. A header that is there and is not
 * SigV4 throws IncompleteSignatureException. Whether the signature is right is for `verifySignature` to say, where
 * signatures count (docs/decisions/0002, 0019).
 */
export function readCredential(header: string | undefined): Credential | undefined {
  return header === undefined ? undefined : readAuthorization(header).credential
}

/** Reads the signature of a request, wherever it is; undefined when there is none. Throws as readCredential does. */
export function readSignature(request: Pick<WireRequest, 'headers' | 'query'>): Signature | undefined {
  const { authorization: header, 'x-amz-security-token': sessionToken } = request.headers
  if (header !== undefined)
    return {
      ...readAuthorization(header),
      time: request.headers['x-amz-date'] ?? basicTime(request.headers['date']),
      ...(sessionToken !== undefined && { sessionToken }),
    }
  const query = new URLSearchParams(request.query)
  return query.has('X-Amz-Signature') ? readPresigned(query) : undefined
}

function readAuthorization(header: string): Pick<Signature, 'credential' | 'signedHeaders' | 'signature'> {
  const match = authorization.exec(header)
  if (!match)
    throw new ApiError(
      'IncompleteSignatureException',
      'The Authorization header is not an AWS Signature Version 4 header: it needs Credential, SignedHeaders and Signature.',
    )
  const [, accessKeyId, date, region, service, signedHeaders, signature] = match as unknown as string[] & {
    readonly length: 7
  }
  return {
    credential: { accessKeyId: accessKeyId!, date: date!, region: region!, service: service! },
    signedHeaders: signedHeaders!.split(';'),
    signature: signature!,
  }
}

function readPresigned(query: URLSearchParams): Signature {
  const match = credentialScope.exec(query.get('X-Amz-Credential') ?? '')
  const signature = query.get('X-Amz-Signature') ?? ''
  const expires = query.get('X-Amz-Expires') ?? ''
  const sessionToken = query.get('X-Amz-Security-Token')
  if (
    !match ||
    query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' ||
    !/^[0-9a-f]{64}$/.test(signature) ||
    query.getAll('X-Amz-Signature').length > 1 ||
    !/^\d{1,6}$/.test(expires)
  )
    throw new ApiError(
      'IncompleteSignatureException',
      'A presigned URL needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature.',
    )
  return {
    credential: { accessKeyId: match[1]!, date: match[2]!, region: match[3]!, service: match[4]! },
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature,
    time: query.get('X-Amz-Date') ?? '',
    expires: Number(expires),
    ...(sessionToken !== null && { sessionToken }),
  }
}

/** An HTTP date as SigV4 writes it; empty when it is none. */
function basicTime(date: string | undefined): string {
  const time = new Date(date ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().replace(/[-:]|\.\d{3}/g, '')
}
