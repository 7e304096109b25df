import { createHash, createHmac } from 'node:crypto'

export interface SigningCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface UnsignedRequest {
  readonly method: string
  /** Without a query, and with nothing in it that needs escaping. */
  readonly path: string
  /** Canonical already: sorted and escaped. Empty unless said. */
  readonly query?: string
  /** Lower-case names; every one is signed. `host` must be there. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * The headers that sign a request: `x-amz-date` and `authorization` (IAM user guide, "Create a signed AWS API request",
 * Signature Version 4).
 */
export function signRequest(
  { method, path, query = '', headers, body }: UnsignedRequest,
  { region, service, now }: { readonly region: string; readonly service: string; readonly now: Date },
  { accessKeyId, secretAccessKey }: SigningCredentials,
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const date = time.slice(0, 8)
  const signed = Object.entries({ ...headers, 'x-amz-date': time }).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const request = [method, path, query, lines, names, sha256(body)].join('\n')
  const scope = `${date}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key, text).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { 'x-amz-date': time, authorization }
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
