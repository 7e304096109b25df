import type { Header } from '../proxy/exchange.ts'
import { isJsonObject, parseJson, type JsonObject } from './json.ts'

/** What a function's answer becomes. */
export interface FunctionResponse {
  readonly status: number
  /** Without `content-length`. */
  readonly headers: readonly Header[]
  readonly body: Buffer
}

/** The answer cannot be read; `explanation` says why, to the operator. */
export interface MalformedAnswer {
  readonly explanation: string
}

/**
 * Reads an answer in payload format 2.0. Whatever is no object with `statusCode` is itself the body of a 200, byte for
 * byte; a JSON string is so without its quotes.
 */
export function readAnswerV2(payload: Buffer): FunctionResponse | MalformedAnswer {
  const value = parseJson(payload)
  if (isJsonObject(value) && Object.hasOwn(value, 'statusCode')) return readResponse(value, [...setCookies(value)])
  const body = typeof value === 'string' ? Buffer.from(value) : payload
  return { status: 200, headers: [['Content-Type', 'application/json']], body }
}

/** Reads an answer in payload format 1.0: an object with `statusCode` and nothing else. */
export function readAnswerV1(payload: Buffer): FunctionResponse | MalformedAnswer {
  const value = parseJson(payload)
  if (!isJsonObject(value) || !Object.hasOwn(value, 'statusCode'))
    return { explanation: "the function's answer is no JSON object with statusCode" }
  return readResponse(value, [...multiValueHeaders(value)])
}

type Entry = readonly [name: string, value: unknown]

/** @param more headers besides `headers`, which come after them */
function readResponse(answer: JsonObject, more: readonly Entry[]): FunctionResponse | MalformedAnswer {
  const status = readStatus(answer['statusCode'])
  if (status === undefined)
    return { explanation: `statusCode is ${JSON.stringify(answer['statusCode'])}, not a status from 200 to 599` }
  const { body = null, headers: single = null } = answer
  if (body !== null && typeof body !== 'string') return { explanation: 'body is no string' }
  if (single !== null && !isJsonObject(single)) return { explanation: 'headers is no object' }
  const headers = readHeaders([...Object.entries(single ?? {}), ...more])
  if ('explanation' in headers) return headers
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status,
    headers: hasType ? headers : [['Content-Type', 'text/plain; charset=utf-8'], ...headers],
    body: Buffer.from(body ?? '', answer['isBase64Encoded'] === true ? 'base64' : 'utf8'),
  }
}

/** A number, or its text. */
function readStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

function* setCookies({ cookies }: JsonObject): Generator<Entry> {
  if (cookies === undefined || cookies === null) return
  for (const cookie of listOf(cookies)) yield ['Set-Cookie', cookie]
}

function* multiValueHeaders(answer: JsonObject): Generator<Entry> {
  const headers = answer['multiValueHeaders']
  if (!isJsonObject(headers)) return
  for (const [name, values] of Object.entries(headers)) for (const value of listOf(values)) yield [name, value]
}

/** What is no list counts as its only member, which is then held to what a header's value may be. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function readHeaders(entries: readonly Entry[]): Header[] | MalformedAnswer {
  const headers: Header[] = []
  for (const [name, value] of entries) {
    if (value === null || value === undefined) continue
    const text = headerText(value)
    if (text === undefined) return { explanation: `the header ${name} is no text` }
    // Beyond ASCII a header carries bytes, here those of UTF-8.
    const bytes = Buffer.from(text).toString('latin1')
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(bytes))
      return { explanation: `the header ${JSON.stringify(name)} has characters that no header may have` }
    if (name.toLowerCase() !== 'content-length') headers.push([name, bytes])
  }
  return headers
}

function headerText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : undefined
}
