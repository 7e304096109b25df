import type { ClientCertificate } from '../proxy/client-certificate.ts'
import type { Authorization } from '../proxy/authorization.ts'
import type { Header } from '../proxy/exchange.ts'
import type { PathParameter } from '../routing/routing.ts'

/** What events tell a function of a request, whatever the payload format. */
export interface EventSource {
  readonly accountId: string
  readonly apiId: string
  readonly region: string
  readonly domainName: string
  readonly requestId: string
  readonly receivedAt: Date
  readonly stage: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly routeKey: string
  readonly method: string
  /** Percent-encoded, a named stage included. */
  readonly path: string
  /** The same with the key of a custom domain's mapping. */
  readonly clientPath: string
  /** The same without the stage. */
  readonly routedPath: string
  /** Without "?"; undefined when there is none. */
  readonly query: string | undefined
  /** End to end ones and those that the gateway adds, duplicates included. */
  readonly headers: readonly Header[]
  readonly sourceIp: string
  /** What the client showed to a custom domain with mutual TLS. */
  readonly clientCertificate?: ClientCertificate | undefined
  readonly pathParameters: ReadonlyMap<string, PathParameter>
  readonly authorization: Authorization | undefined
}

/** The body as events carry it. */
export interface EventBody {
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * Text for `text/*`, JSON, XML and JavaScript, base64 for everything else, forms and bodies without a type included
 * (measured on AWS: ministackorg/ministack pull request 766). What is no UTF-8, or compressed, is base64 whatever its type, since
 * text would not bring it back.
 */
export function eventBody(bytes: Buffer, headers: readonly Header[]): EventBody {
  const valueOf = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase()
  const type = valueOf('content-type')?.split(';', 1)[0]?.trim() ?? ''
  const coding = valueOf('content-encoding') ?? 'identity'
  const isText = /^(text\/.+|application\/(json|xml|javascript))$/.test(type) && coding === 'identity'
  const text = isText || bytes.length === 0 ? decodeUtf8(bytes) : undefined
  return text === undefined
    ? { body: bytes.toString('base64'), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Every value of every name, in the order in which names first appear; `nameOf` tells which are one name. */
export function groupValues(
  pairs: Iterable<Header>,
  nameOf: (name: string) => string = (name) => name,
): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const group = groups.get(nameOf(name))
    if (group) group.push(value)
    else groups.set(nameOf(name), [value])
  }
  return groups
}

/** The query's parameters, decoded: `+` is a space, a parameter without a value has an empty one. */
export function queryParameters(query: string | undefined): Map<string, string[]> {
  return groupValues(new URLSearchParams(query ?? ''))
}

/** Path parameters percent-decoded. */
export function decodedPathParameters({ pathParameters }: EventSource): Record<string, string> {
  return Object.fromEntries([...pathParameters].map(([name, { text }]) => [name, text]))
}

/** The second that was written last, which most requests of a busy gateway share. */
let written: { second: number; text: string } | undefined

/** `22/Nov/2026:12:00:00 +0000`, as in the Common Log Format. */
export function formatRequestTime(time: Date): string {
  const second = Math.floor(time.getTime() / 1000)
  if (written?.second !== second) written = { second, text: writeRequestTime(time) }
  return written.text
}

function writeRequestTime(time: Date): string {
  const [, day = '', month = '', year = '', clock = ''] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? []
  return `${day}/${month}/${year}:${clock} +0000`
}

/** The value of a header, the first of several. @param name in lower case */
export function firstHeader({ headers }: Pick<EventSource, 'headers'>, name: string): string | undefined {
  return headers.find((header) => header[0].toLowerCase() === name)?.[1]
}
