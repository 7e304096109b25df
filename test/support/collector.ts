import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { atEnd } from './at-end.ts'

/** A span as a collector is told of it (opentelemetry-proto, trace/v1/trace.proto). */
export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Empty for the first of a trace. */
  readonly parentId: string
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client'
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly isError: boolean
  readonly traceState: string
}

/** Takes spans by OTLP over HTTP, in protobuf, as a collector does. It ends with the tests. */
export async function startCollector() {
  const spans: CollectedSpan[] = []
  const requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = []
  const resources: Readonly<Record<string, unknown>>[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers })
      const sent = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
      for (const resourceSpans of readAll(body, 1)) {
        for (const resource of readAll(resourceSpans, 1)) resources.push(readAttributes(resource, 1))
        for (const scopeSpans of readAll(resourceSpans, 2)) spans.push(...readAll(scopeSpans, 2).map(readSpan))
      }
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const childrenOf = ({ spanId }: CollectedSpan) => spans.filter(({ parentId }) => parentId === spanId)
  /** A span with those below it, by name, in the order of their ends. */
  const tree = (span: CollectedSpan): Tree => ({ [span.name]: childrenOf(span).map(tree) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    resources,
    childrenOf,
    tree,
    /** The one span of a name. */
    named: (name: string): CollectedSpan => {
      const [found, ...others] = spans.filter((span) => span.name === name)
      if (!found || others.length > 0)
        throw new Error(`${others.length + (found ? 1 : 0)} of ${spans.length} are ${name}`)
      return found
    },
  }
}

interface Tree {
  readonly [name: string]: readonly Tree[]
}

const kinds = ['internal', 'internal', 'server', 'client'] as const

function readSpan(bytes: Buffer): CollectedSpan {
  const fields = readFields(bytes)
  const text = (field: number, encoding: BufferEncoding) => bytesOf(fields, field).toString(encoding)
  const [status] = readAll(bytes, 15)
  return {
    traceId: text(1, 'hex'),
    spanId: text(2, 'hex'),
    traceState: text(3, 'utf8'),
    parentId: text(4, 'hex'),
    name: text(5, 'utf8'),
    kind: kinds[numberOf(fields, 6)] ?? 'internal',
    attributes: readAttributes(bytes, 9),
    isError: status !== undefined && numberOf(readFields(status), 3) === 2,
  }
}

function readAttributes(bytes: Buffer, field: number): Record<string, string | number | boolean> {
  return Object.fromEntries(
    readAll(bytes, field).map((pair) => {
      const fields = readFields(pair)
      return [bytesOf(fields, 1).toString(), readValue(readFields(bytesOf(fields, 2)))]
    }),
  )
}

/** An AnyValue: text, flag or number. */
function readValue(fields: readonly Field[]): string | number | boolean {
  const [field] = fields
  if (field?.number === 1) return bytesOf(fields, 1).toString()
  return field?.number === 2 ? numberOf(fields, 2) === 1 : numberOf(fields, 3)
}

interface Field {
  readonly number: number
  readonly value: Buffer | number
}

const bytesOf = (fields: readonly Field[], number: number): Buffer => {
  const value = fields.find((field) => field.number === number)?.value
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}
const numberOf = (fields: readonly Field[], number: number): number => {
  const value = fields.find((field) => field.number === number)?.value
  return typeof value === 'number' ? value : 0
}

/** Every message of a repeated field. */
function readAll(bytes: Buffer, number: number): Buffer[] {
  return readFields(bytes).flatMap(({ number: found, value }) =>
    found === number && Buffer.isBuffer(value) ? [value] : [],
  )
}

/** The fields of a message as they are on the wire (protobuf, "Encoding"): varints, lengths with bytes, fixed ones of 4 and 8. */
function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => bytes.subarray(at, (at += length))
  while (at < bytes.length) {
    const key = varint()
    const type = key % 8
    const value = type === 0 ? varint() : take(type === 2 ? varint() : type === 1 ? 8 : 4)
    fields.push({ number: Math.floor(key / 8), value })
  }
  return fields
}
