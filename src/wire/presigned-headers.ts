import type { WireRequest } from './message.ts'

/** The signature's own. */
const ofSignature = ['algorithm', 'content-sha256', 'credential', 'date', 'expires', 'security-token']
  .concat(['signature', 'signedheaders'])
  .map((name) => `x-amz-${name}`)

/**
 * A request to a presigned URL with the headers that its signer has put into the query: S3 reads `x-amz-` parameters as
 * such, and who uses the URL can change none of them. Others are left as they are.
 */
export function withPresignedHeaders(request: WireRequest): WireRequest {
  const query = new URLSearchParams(request.query)
  // Decoded, as the signature is read: however its name is written, what was signed beside it counts.
  if (!query.has('X-Amz-Signature')) return request
  const hoisted = [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !ofSignature.includes(name))
  return { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } }
}
