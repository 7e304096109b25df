import type { Protocol } from './call.ts'
import { parseJsonObject, readValue, writeValue } from './json-values.ts'
import type { WireResponse } from './message.ts'
import { type Model, type OperationModel, type Shape, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'

/**
 * REST-JSON: the operation is a method and a path template, input members travel in path, query, headers and body.
 * An unsigned call is answered 403, an unknown or unimplemented operation 400 or 404, never 5xx: clients retry those.
 */
export const restJson: Protocol = {
  nameOperation(service, request) {
    return findRoute(service.model, request.method, request.path)?.name
  },

  readInput(service, name, request) {
    const declared = service.model.operations[name]?.input
    if (!declared) return {}
    const shape = shapeOf(service.model, declared)
    const labels = findRoute(service.model, request.method, request.path)?.labels ?? {}
    const query = new URLSearchParams(request.query)
    const input: Record<string, unknown> = {}
    const inBody: Record<string, (typeof shape.members & object)[string]> = {}
    for (const [member, reference] of Object.entries(shape.members ?? {})) {
      const wireName = reference.locationName ?? member
      const target = shapeOf(service.model, reference)
      if (reference.location === 'uri') input[member] = labels[wireName]
      else if (reference.location === 'querystring') readQuery(input, member, target, query.getAll(wireName))
      else inBody[member] = reference
    }
    if (shape.payload) throw new ApiError('BadRequestException', `${name} takes a raw body, which is not implemented`)
    const bodyShape = { ...shape, members: inBody }
    if (Object.keys(inBody).length > 0)
      Object.assign(input, readValue(service.model, bodyShape, parseJsonObject(request.body), 'locationName'))
    return input
  },

  writeOutput(service, name, output, requestId) {
    const operation = service.model.operations[name]!
    const status = operation.http.responseCode ?? 200
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId }
    if (status === 204 || !operation.output) return { status, headers: { 'x-amzn-requestid': requestId }, body: '' }
    const shape = shapeOf(service.model, operation.output)
    if (shape.payload) return { status, ...payloadOf(shape.payload, output, requestId) }
    const value = writeValue(service.model, shape, output ?? {}, { naming: 'locationName', timestamps: 'iso' })
    return { status, headers, body: JSON.stringify(value) }
  },

  writeError(service, error, requestId) {
    const members = service.model.shapes[error.code]?.members ?? {}
    const extra = Object.entries(error.members).map(([name, value]) => [members[name]?.locationName ?? name, value])
    return {
      status: statusOf(service.model, error.code, service.internalCode),
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ message: error.message, ...Object.fromEntries(extra) }),
    }
  },
}

/** The one member that is the whole body, as bytes. */
function payloadOf(member: string, output: unknown, requestId: string): Pick<WireResponse, 'headers' | 'body'> {
  const bytes = (output as Record<string, Uint8Array | undefined>)[member] ?? new Uint8Array()
  const headers = { 'content-type': 'application/octet-stream', 'x-amzn-requestid': requestId }
  return { headers, body: Buffer.from(bytes) }
}

/** What says who the caller is, or is not. */
const forbidden: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
])

function statusOf(model: Model, code: string, internalCode: string): number {
  if (code === internalCode) return 500
  if (forbidden.has(code)) return 403
  return model.shapes[code]?.error?.httpStatusCode ?? 400
}

function readQuery(input: Record<string, unknown>, member: string, shape: Shape, values: readonly string[]): void {
  const [first] = values
  if (first === undefined) return
  if (shape.type === 'list') input[member] = values
  else if (shape.type === 'boolean') input[member] = first === 'true'
  else if (shape.type === 'integer') input[member] = Number(first)
  else input[member] = first
}

interface RouteMatch {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

interface Template {
  readonly name: string
  readonly method: string
  readonly segments: readonly string[]
}

const templates = new WeakMap<Model, readonly Template[]>()

/** The model's paths, those with more literal segments first. */
function templatesOf(model: Model): readonly Template[] {
  let list = templates.get(model)
  if (!list) {
    list = Object.entries(model.operations)
      .map(([name, operation]: [string, OperationModel]) => ({
        name,
        method: operation.http.method,
        segments: operation.http.requestUri.split('?')[0]!.split('/').slice(1),
      }))
      .toSorted((a, b) => labelCount(a) - labelCount(b))
    templates.set(model, list)
  }
  return list
}

function labelCount(template: Template): number {
  return template.segments.filter((segment) => segment.startsWith('{')).length
}

function findRoute(model: Model, method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').slice(1)
  for (const template of templatesOf(model)) {
    const labels = template.method === method ? matchSegments(template.segments, segments) : undefined
    if (labels) return { name: template.name, labels }
  }
  return undefined
}

function matchSegments(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const labels: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = segments[index]!
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined
      continue
    }
    const value = decode(segment)
    if (value === undefined || value === '') return undefined
    labels[part.slice(1, -1).replace(/\+$/, '')] = value
  }
  return labels
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
