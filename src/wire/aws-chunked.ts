import type { WireRequest } from './message.ts'
import { ApiError } from './operation.ts'

/**
 * A request whose body came in chunks of S3's own, with its checksum behind them (page "Signature calculations: including
 * trailing headers"), as if it had come in one piece. Others are left as they are.
 */
export function withoutChunks(request: WireRequest): WireRequest {
  const kind = request.headers['x-amz-content-sha256'] ?? ''
  if (!kind.startsWith('STREAMING-')) return request
  if (kind !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
    throw new ApiError(
      'NotImplementedException',
      `poolgate does not implement payloads of the kind ${kind.slice(0, 100)}`,
    )
  const { body, rest } = readChunks(request.body)
  return { ...request, body, headers: { ...request.headers, ...readTrailers(rest) } }
}

function readChunks(bytes: Buffer): { readonly body: Buffer; readonly rest: Buffer } {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    const size = /^[0-9a-f]{1,8}$/i.exec(bytes.subarray(at, end < 0 ? at : end).toString('latin1'))
    if (!size) return refuse()
    const [start, length] = [end + 2, Number.parseInt(size[0], 16)]
    if (length === 0) return { body: Buffer.concat(chunks), rest: bytes.subarray(start) }
    at = start + length + 2
    if (bytes.subarray(at - 2, at).toString('latin1') !== '\r\n') return refuse()
    chunks.push(bytes.subarray(start, start + length))
  }
}

/** Checksums, and nothing else that a header could say. */
function readTrailers(bytes: Buffer): Record<string, string> {
  const lines = bytes.toString('latin1').split('\r\n')
  const trailers = lines
    .filter((line) => line !== '')
    .map((line) => /^(x-amz-checksum-[a-z0-9]+):\s*(\S+)$/i.exec(line) ?? refuse())
  return Object.fromEntries(trailers.map(([, name = '', value = '']) => [name.toLowerCase(), value]))
}

function refuse(): never {
  throw new ApiError('InvalidRequest', 'The body is not in the chunks that its x-amz-content-sha256 announces.')
}
