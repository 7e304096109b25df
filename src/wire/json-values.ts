import { type Model, type Shape, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'

/*
 * JSON to typed input and back, as the JSON protocols do it: timestamps are Dates on our side, blobs Uint8Arrays, maps
 * null-prototype objects. Unknown members are left out, as on AWS; null means absent.
 */

type Naming = 'member' | 'locationName'

/** Reads a JSON value as the shape demands; a value of another JSON type throws SerializationException. */
export function readValue(model: Model, shape: Shape, value: unknown, naming: Naming): unknown {
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, value, naming)
    case 'list': {
      if (!Array.isArray(value)) throw mismatch(value, 'a list')
      const item = shapeOf(model, shape.member!)
      return value.map((entry: unknown) => readValue(model, item, entry, naming))
    }
    case 'map': {
      if (!isObject(value)) throw mismatch(value, 'a map')
      const item = shapeOf(model, shape.value!)
      const map = Object.create(null) as Record<string, unknown>
      for (const [key, entry] of Object.entries(value))
        if (entry !== null) map[key] = readValue(model, item, entry, naming)
      return map
    }
    default:
      return readScalar(shape, value)
  }
}

function readStructure(model: Model, shape: Shape, value: unknown, naming: Naming): Record<string, unknown> {
  if (shape.type === 'structure' && Object.keys(shape.members ?? {}).length === 0 && isObject(value))
    return { ...value }
  if (!isObject(value)) throw mismatch(value, 'an object')
  const structure: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const key = naming === 'locationName' ? (member.locationName ?? name) : name
    const entry = Object.hasOwn(value, key) ? value[key] : undefined
    if (entry !== undefined && entry !== null) structure[name] = readValue(model, shapeOf(model, member), entry, naming)
  }
  return structure
}

function readScalar(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value === 'string') return value
      throw mismatch(value, 'a String')
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw mismatch(value, 'a Boolean')
    case 'integer':
    case 'long':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value
      throw mismatch(value, shape.type === 'integer' ? 'an Integer' : 'a Long')
    case 'float':
    case 'double':
      if (typeof value === 'number' && Number.isFinite(value)) return value
      throw mismatch(value, 'a Double')
    case 'blob':
      if (typeof value === 'string') return Buffer.from(value, 'base64')
      throw mismatch(value, 'a Blob')
    case 'timestamp':
      return readTimestamp(value)
    default:
      throw new Error(`no reader for shape type ${shape.type}`)
  }
}

/** Epoch seconds (JSON 1.1) or ISO 8601 (REST-JSON). */
function readTimestamp(value: unknown): Date {
  const date =
    typeof value === 'number' ? new Date(value * 1000) : typeof value === 'string' ? new Date(value) : undefined
  if (!date || Number.isNaN(date.getTime())) throw mismatch(value, 'a Timestamp')
  return date
}

function mismatch(value: unknown, wanted: string): ApiError {
  const kind = Array.isArray(value) ? 'START_ARRAY' : `${(value === null ? 'null' : typeof value).toUpperCase()}_VALUE`
  return new ApiError('SerializationException', `${kind} can not be converted to ${wanted}`)
}

/** Writes an operation's output as the shape says: nothing that the shape does not have leaves the process. */
export function writeValue(
  model: Model,
  shape: Shape,
  value: unknown,
  format: { readonly naming: Naming; readonly timestamps: 'epoch' | 'iso' },
): unknown {
  if (value === undefined || value === null) return undefined
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members ?? {})
    if (members.length === 0) return value
    const structure: Record<string, unknown> = {}
    for (const [name, member] of members) {
      const entry = (value as Record<string, unknown>)[name]
      const key = format.naming === 'locationName' ? (member.locationName ?? name) : name
      if (entry !== undefined) structure[key] = writeValue(model, shapeOf(model, member), entry, format)
    }
    return structure
  }
  if (shape.type === 'list') {
    const item = shapeOf(model, shape.member!)
    return (value as readonly unknown[]).map((entry) => writeValue(model, item, entry, format))
  }
  if (shape.type === 'map') {
    const item = shapeOf(model, shape.value!)
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, writeValue(model, item, entry, format)]),
    )
  }
  if (value instanceof Date) return format.timestamps === 'epoch' ? value.getTime() / 1000 : isoSeconds(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

/** ISO 8601 in UTC, whole seconds, as HTTP APIs print it. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Parses a JSON object; an empty body is an empty object. Throws SerializationException. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    throw new ApiError('SerializationException', 'The request body is not valid JSON', { detail: String(error) })
  }
  if (!isObject(value)) throw mismatch(value, 'an object')
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
