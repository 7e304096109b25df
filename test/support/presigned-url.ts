import { createHash, createHmac } from 'node:crypto'

interface Presigning {
  readonly method: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly now: Date
  /** Seconds. */
  readonly expires: number
  /** Parameters that are signed with the others. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** A presigned URL of S3's, made after the page "Authenticating requests: using query parameters". */
export function presignUrl(url: string, { method, now, expires, parameters = {}, ...key }: Presigning): string {
  const { host, pathname } = new URL(url)
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${key.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
    ...parameters,
  })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const canonical = [method, pathname, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const signing = scope
    .split('/')
    .reduce<string | Buffer>((outer, part) => hmac(outer, part), `AWS4${key.secretAccessKey}`)
  return `${url}?${query}&X-Amz-Signature=${hmac(signing, text).toString('hex')}`
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
