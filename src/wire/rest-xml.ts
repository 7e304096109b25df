import { withoutChunks } from './aws-chunked.ts'
import type { Protocol } from './call.ts'
import type { WireRequest } from './message.ts'
import { type Model, type OperationModel, type Shape, type ShapeReference, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'
import { withPresignedHeaders } from './presigned-headers.ts'
import { contentOf, readElement, readText, textOf } from './rest-xml-body.ts'
import { escapeXml, readXml } from './xml.ts'

/**
 * REST-XML as S3 speaks it, path style: the operation is a method on a bucket or on one of its objects, told apart by
 * parameters and headers; objects are whole bodies, everything else is XML.
 */
export const restXml: Protocol = {
  nameOperation({ model, operations }, sent) {
    const request = withPresignedHeaders(sent)
    const query = new URLSearchParams(request.query)
    const { kind } = placeOf(request.path)
    const fitting = routesOf(model).filter(
      (route) =>
        route.kind === kind &&
        route.method === request.method &&
        route.parameters.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)) &&
        route.required.every(({ location, locationName = '' }) =>
          location === 'header' ? request.headers[locationName.toLowerCase()] !== undefined : query.has(locationName),
        ),
    )
    // Some operations are there twice, under a name that is out of use.
    const isThere = ({ name }: Route): number => Number(Object.hasOwn(operations, name))
    return fitting.toSorted((a, b) => marksOf(b) - marksOf(a) || isThere(b) - isThere(a))[0]?.name
  },

  readInput({ model }, name, sent) {
    const request = withoutChunks(withPresignedHeaders(sent))
    const declared = model.operations[name]?.input
    if (!declared) return {}
    const shape = shapeOf(model, declared)
    const { bucket, key } = placeOf(request.path)
    const labels: Readonly<Record<string, string | undefined>> = { Bucket: bucket, Key: key }
    const query = new URLSearchParams(request.query)
    const input: Record<string, unknown> = {}
    for (const [member, reference] of Object.entries(shape.members ?? {})) {
      const value = readPart(model, reference, { member, labels, query, headers: request.headers })
      if (value !== undefined) input[member] = value
    }
    const payload = shape.payload
    const body = payload === undefined ? undefined : shape.members?.[payload]
    if (payload !== undefined && body) {
      const value = readPayload(model, body, request.body)
      if (value !== undefined) input[payload] = value
    }
    return input
  },

  writeOutput({ model }, name, output, requestId) {
    const operation = model.operations[name]!
    const values = (output ?? {}) as Readonly<Record<string, unknown>>
    const head = { 'x-amz-request-id': requestId }
    if (!operation.output) return { status: operation.http.responseCode ?? 200, headers: head, body: '' }
    const shape = shapeOf(model, operation.output)
    return {
      // A part of an object (RFC 9110, 15.3.7).
      status: values['ContentRange'] === undefined ? (operation.http.responseCode ?? 200) : 206,
      headers: { ...head, ...headersOf(model, shape, values) },
      ...bodyOf(model, name, shape, values),
    }
  },

  writeError({ model, internalCode }, error, requestId) {
    const code = codes[error.code] ?? error.code
    const status = error.code === internalCode ? 500 : (statuses[code] ?? model.shapes[code]?.error?.httpStatusCode)
    // It tells only that there is nothing to tell.
    if (status === 304) return { status, headers: { 'x-amz-request-id': requestId }, body: '' }
    const fields = [
      ['Code', code],
      ['Message', error.message],
      ['RequestId', requestId],
    ] as const
    const content = fields.map(([tag, text]) => `<${tag}>${escapeXml(text)}</${tag}>`).join('')
    return {
      status: status ?? 400,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `${declaration}<Error>${content}</Error>`,
    }
  },
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** S3's own spellings of what every service refuses. */
const codes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'AuthorizationHeaderMalformed',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'AccessDenied',
  NotImplementedException: 'NotImplemented',
  UnknownOperationException: 'MethodNotAllowed',
  UnrecognizedClientException: 'InvalidAccessKeyId',
}

/** Of errors that the model does not describe (page "Error responses"); NotImplemented is 501 there, which clients retry. */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BucketNotEmpty: 409,
  InvalidAccessKeyId: 403,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  NoSuchBucketPolicy: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchVersion: 404,
  NotModified: 304,
  PreconditionFailed: 412,
  ServerSideEncryptionConfigurationNotFoundError: 404,
  SignatureDoesNotMatch: 403,
}

type Kind = 'service' | 'bucket' | 'object'

interface Route {
  readonly name: string
  readonly method: string
  readonly kind: Kind | undefined
  /** What stands in the query: `['location', '']`, `['list-type', '2']`. */
  readonly parameters: readonly (readonly [string, string])[]
  /** Required members that travel in the query or in a header. */
  readonly required: readonly ShapeReference[]
}

const kinds: Readonly<Record<string, Kind>> = { '/': 'service', '/{Bucket}': 'bucket', '/{Bucket}/{Key+}': 'object' }
const routes = new WeakMap<Model, readonly Route[]>()

function routesOf(model: Model): readonly Route[] {
  const known = routes.get(model)
  if (known) return known
  const all = Object.entries(model.operations).map(([name, { http, input }]: [string, OperationModel]): Route => {
    const [path = '', query = ''] = http.requestUri.split('?', 2)
    const shape = input && shapeOf(model, input)
    const required = (shape?.required ?? []).flatMap((member) => shape?.members?.[member] ?? [])
    return {
      name,
      method: http.method,
      kind: kinds[path],
      parameters: [...new URLSearchParams(query)].filter(([parameter]) => parameter !== 'x-id'),
      required: required.filter(({ location }) => location === 'header' || location === 'querystring'),
    }
  })
  routes.set(model, all)
  return all
}

/** What tells an operation from others of its method. */
function marksOf({ parameters, required }: Route): number {
  return parameters.length + required.length
}

interface Place {
  readonly kind: Kind
  readonly bucket?: string
  readonly key?: string
}

function placeOf(path: string): Place {
  const [, name = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []
  if (name === '') return { kind: 'service' }
  const bucket = decode(name)
  return rest === '' ? { kind: 'bucket', bucket } : { kind: 'object', bucket, key: decode(rest) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ApiError('InvalidURI', "Couldn't parse the specified URI.")
  }
}

interface Parts {
  readonly member: string
  readonly labels: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly headers: WireRequest['headers']
}

function readPart(
  model: Model,
  { location, locationName, shape: name }: ShapeReference,
  { member, labels, query, headers }: Parts,
): unknown {
  const shape = shapeOf(model, { shape: name })
  const wireName = locationName ?? member
  if (location === 'uri') return labels[wireName]
  if (location === 'headers') return prefixedHeaders(headers, wireName.toLowerCase())
  const text =
    location === 'querystring'
      ? (query.get(wireName) ?? undefined)
      : location === 'header'
        ? headers[wireName.toLowerCase()]
        : undefined
  if (text === undefined) return undefined
  return shape.type === 'list' ? text.split(',').map((item) => item.trim()) : readText(shape, text)
}

/** `x-amz-meta-author: jane` as `{ author: 'jane' }`; undefined when there is none. */
function prefixedHeaders(headers: WireRequest['headers'], prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value] as const] : [],
  )
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

function readPayload(model: Model, reference: ShapeReference, body: Buffer): unknown {
  const shape = shapeOf(model, reference)
  if (shape.type === 'blob') return body
  if (shape.type === 'string') return body.toString('utf8')
  return body.length === 0 ? undefined : readElement(model, shape, readXml(body.toString('utf8')))
}

function headersOf(model: Model, shape: Shape, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [member, reference] of Object.entries(shape.members ?? {})) {
    const value = values[member]
    const name = (reference.locationName ?? member).toLowerCase()
    if (value === undefined || value === null) continue
    if (reference.location === 'headers')
      for (const [key, text] of Object.entries(value)) headers[`${name}${key}`] = String(text)
    else if (reference.location === 'header')
      headers[name] = shapeOf(model, reference).type === 'timestamp' ? (value as Date).toUTCString() : textOf(value)
  }
  return headers
}

/** Names of documents that are not those of their shapes. */
const rootNames: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjectsV2: 'ListBucketResult',
}

function bodyOf(
  model: Model,
  name: string,
  shape: Shape,
  values: Readonly<Record<string, unknown>>,
): { readonly body: string | Buffer } {
  const payload = shape.payload
  const reference = payload === undefined ? undefined : shape.members?.[payload]
  if (payload !== undefined && reference) {
    const value = values[payload]
    const target = shapeOf(model, reference)
    if (target.type === 'blob') return { body: Buffer.from((value as Uint8Array | undefined) ?? []) }
    if (target.type === 'string') return { body: textOf(value) }
    return { body: documentOf(reference.locationName ?? reference.shape, contentOf(model, target, value)) }
  }
  // The document of this one operation is the value itself (API "GetBucketLocation").
  if (name === 'GetBucketLocation')
    return { body: documentOf('LocationConstraint', escapeXml(textOf(values['LocationConstraint']))) }
  const inBody = Object.values(shape.members ?? {}).some(({ location }) => location === undefined)
  return { body: inBody ? documentOf(rootNames[name] ?? `${name}Result`, contentOf(model, shape, values)) : '' }
}

function documentOf(name: string, content: string): string {
  return `${declaration}<${name} xmlns="${namespace}">${content}</${name}>`
}
