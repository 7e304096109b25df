import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WireRequest } from './message.ts'
import { ApiError } from './operation.ts'
import type { Signature } from './sigv4.ts'

/** How far a client's clock may be from ours, as on AWS. */
const skewMinutes = 5
/** Recorded of HTTP APIs (aws-powertools/powertools-lambda-typescript, `apigw-http/iam-auth.json`): the payload's hash is signed anyway. */
const mayStayUnsigned: ReadonlyMap<string, string> = new Map([['execute-api', 'x-amz-content-sha256']])
/** What S3's clients say in place of a payload's hash, which the signature then leaves out. */
const unsignedPayloads: ReadonlySet<string> = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])
/** A presigned URL lives a week at most (SigV4, "Authenticating requests: query parameters"). */
const longestExpiry = 604_800

/** What a request is, but for its body. */
export type RequestHead = Omit<WireRequest, 'body'>

/** Throws what AWS answers to a signature that cannot be right, whatever the secret and the body. */
export function checkSignature(
  signature: Signature,
  head: RequestHead,
  { service, now }: { readonly service: string; readonly now: Date },
): void {
  checkScope(signature, service)
  checkTime(signature, now)
  checkSignedHeaders(signature, head)
}

/**
 * Throws what AWS answers when a request was not signed with this secret, for this service, now
 * (IAM user guide, "Create a signed AWS API request", Signature Version 4). The payload's hash is always that of the
 * body that came: a hash that the client names must be the same.
 */
export function verifySignature(
  signature: Signature,
  request: WireRequest,
  { secret, service, now }: { readonly secret: string; readonly service: string; readonly now: Date },
): void {
  checkSignature(signature, request, { service, now })
  const named = request.headers['x-amz-content-sha256'] ?? presignedPayload(signature, request, service)
  const payload =
    service === 's3' && named !== undefined && unsignedPayloads.has(named)
      ? named
      : createHash('sha256').update(request.body).digest('hex')
  const expected = Buffer.from(signatureOf(signature, request, payload, secret), 'hex')
  if (!timingSafeEqual(expected, Buffer.from(signature.signature, 'hex')) || (named !== undefined && named !== payload))
    refuse(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
}

/** Who presigns a URL of S3's does not know the body that is sent to it (API "Authenticating requests: query parameters"). */
function presignedPayload({ expires }: Signature, { query }: WireRequest, service: string): string | undefined {
  if (service !== 's3' || expires === undefined) return undefined
  return new URLSearchParams(query).get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD'
}

function checkScope({ credential }: Signature, service: string): void {
  if (credential.service !== service) refuse(`Credential should be scoped to correct service: '${service}'. `)
}

function checkTime({ credential, time, expires }: Signature, now: Date): void {
  const signedAt = readTime(time)
  if (!signedAt)
    throw new ApiError(
      'IncompleteSignatureException',
      `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header: it must be of the form yyyymmddThhmmssZ.`,
    )
  if (!time.startsWith(credential.date))
    refuse(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${credential.date}' != '${time.slice(0, 8)}', from '${time}'.`,
    )
  const earliest = shifted(now, -skewMinutes)
  const latest = shifted(now, skewMinutes)
  if (signedAt > latest)
    refuse(
      `Signature not yet current: ${time} is still later than ${basic(latest)} (${basic(now)} + ${skewMinutes} min.)`,
    )
  if (expires !== undefined && isOver(signedAt, expires, now) && credential.service === 's3')
    throw new ApiError('AccessDeniedException', 'Request has expired')
  if (expires === undefined ? signedAt < earliest : isOver(signedAt, expires, now))
    refuse(`Signature expired: ${time} is now earlier than ${basic(earliest)} (${basic(now)} - ${skewMinutes} min.)`)
}

function isOver(signedAt: Date, expires: number, now: Date): boolean {
  return expires > longestExpiry || now.getTime() > signedAt.getTime() + expires * 1000
}

/** The host and whatever AWS reads must be signed, or someone on the way could change them. */
function checkSignedHeaders({ credential, signedHeaders }: Signature, { headers }: RequestHead): void {
  if (!signedHeaders.includes('host'))
    refuse("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  const exempt = mayStayUnsigned.get(credential.service)
  const missing = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && name !== exempt && !signedHeaders.includes(name),
  )
  if (missing !== undefined) refuse(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`)
}

function signatureOf(signature: Signature, request: WireRequest, payload: string, secret: string): string {
  const { date, region, service } = signature.credential
  const scope = `${date}/${region}/${service}/aws4_request`
  const hash = createHash('sha256')
    .update(canonicalRequest(signature, request, payload))
    .digest('hex')
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    (outer, part) => createHmac('sha256', outer).update(part).digest(),
    `AWS4${secret}`,
  )
  return createHmac('sha256', key).update(['AWS4-HMAC-SHA256', signature.time, scope, hash].join('\n')).digest('hex')
}

function canonicalRequest(
  { credential, expires, signedHeaders }: Signature,
  request: WireRequest,
  payload: string,
): string {
  const valueOf = (name: string) => (Object.hasOwn(request.headers, name) ? request.headers[name] : undefined) ?? ''
  const lines = signedHeaders.map((name) => `${name}:${valueOf(name).trim().replace(/ +/g, ' ')}\n`)
  return [
    request.method,
    credential.service === 's3' ? encodedOnce(request.path) : canonicalPath(request.path),
    canonicalQuery(request.query, expires !== undefined),
    lines.join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n')
}

/** Every service but S3 signs the path normalised and encoded a second time. */
function canonicalPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(encode(segment))
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`
}

/** S3 signs the path as it is, encoded once, since keys may hold anything. */
function encodedOnce(path: string): string {
  return path.split('/').map(recoded).join('/')
}

/** The signature of a presigned URL is no part of what it signs. A plus sign is a space, which botocore sends so and signs as `%20`. */
function canonicalQuery(query: string, isPresigned: boolean): string {
  if (query === '') return ''
  return query
    .replaceAll('+', '%20')
    .split('&')
    .map((pair): [string, string] => {
      const mark = pair.indexOf('=')
      return mark < 0 ? [recoded(pair), ''] : [recoded(pair.slice(0, mark)), recoded(pair.slice(mark + 1))]
    })
    .filter(([name]) => !isPresigned || name !== 'X-Amz-Signature')
    .toSorted(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What encodes no text stays as it came: nothing else becomes the same. */
function recoded(text: string): string {
  try {
    return encode(decodeURIComponent(text))
  } catch {
    return text
  }
}

/** RFC 3986's unreserved characters stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function readTime(text: string): Date | undefined {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const time = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
  return Number.isNaN(time.getTime()) ? undefined : time
}

function shifted(time: Date, minutes: number): Date {
  return new Date(time.getTime() + minutes * 60_000)
}

function basic(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function refuse(message: string): never {
  throw new ApiError('InvalidSignatureException', message)
}
