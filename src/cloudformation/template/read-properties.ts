import type { ResourceType } from '../resources/resource-type.ts'
import {
  type Entry,
  kindName,
  listNode,
  type MapNode,
  type Node,
  type Position,
  type ScalarNode,
  textNode,
} from './node.ts'
import { refuse, TemplateProblem } from './problem.ts'
import { type PropertySchema, type ResourceSchema, resolveSchema } from './resource-schemas.ts'
import { pathTo } from './scope.ts'

interface Where {
  readonly root: ResourceSchema
  readonly path: string
  /** The property's own name, for texts. */
  readonly name: string
}

export type Properties = Readonly<Record<string, unknown>>

/**
 * Checks evaluated properties against the type's schema and turns them into what the operation takes, with scalars
 * coerced the CloudFormation way ("true" is a boolean where one is wanted). Unknown nodes pass as undefined: they are
 * checked again once they are known.
 */
export function readProperties(
  type: ResourceType,
  schema: ResourceSchema,
  node: MapNode,
  logicalId: string,
): Properties {
  const path = `Resources.${logicalId}.Properties`
  const readOnly = (schema.readOnlyProperties ?? []).map((pointer) => pointer.replace('/properties/', ''))
  for (const [name, entry] of node.entries) {
    const at = pathTo(path, name)
    if (readOnly.includes(name))
      refuse(`Encountered unsupported property ${name}: it is read-only, CloudFormation sets it`, entry, at)
    const refusal = Object.hasOwn(type.refused, name) ? type.refused[name] : undefined
    const property = ownProperty(schema.properties, name)
    if (refusal && property) {
      const harmless = refusal.unless?.(readValue(property, entry.node, { root: schema, path: at, name }))
      if (!harmless) refuse(`poolgate does not implement the property ${name} of ${type.type}`, entry, at)
    }
  }
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, type.jsonProperties?.[name] ?? property]),
  )
  const passed = new Map([...node.entries].filter(([name]) => !Object.hasOwn(type.refused, name)))
  const values = readMembers(
    {
      properties,
      required: [...(schema.required ?? []), ...(type.alsoRequired?.(new Set(node.entries.keys())) ?? [])],
    },
    { ...node, entries: passed },
    { root: schema, path, name: 'Properties' },
  )
  for (const [name, isLimit] of Object.entries(type.limits?.(values) ?? {})) {
    const entry = node.entries.get(name)
    if (!entry || !isLimit) continue
    const asked = entry.node.kind === 'scalar' ? `${name} ${entry.node.text}` : `the property ${name}`
    refuse(`poolgate does not implement ${asked} of ${type.type}`, entry, pathTo(path, name))
  }
  return values
}

function ownProperty(properties: PropertySchema['properties'], name: string): PropertySchema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

function readValue(reference: PropertySchema, node: Node, where: Where): unknown {
  if (node.kind === 'unknown') return undefined
  const schema = resolveSchema(reference, where.root)
  if (node.kind === 'scalar' && node.value === null) refuseNull(node, where)
  const type = typeof schema.type === 'string' ? schema.type : 'object'
  if (type === 'json') return readJson(objectIn(node, where), where)
  if (type === 'array') return readList(schema, node, where)
  if (type === 'object') return readObject(schema, node, where)
  if (node.kind !== 'scalar')
    refuse(`Value of property ${where.name} must be of type ${typeNames[type] ?? type}`, node, where.path)
  if (type === 'boolean') return readBoolean(node, where)
  if (type === 'integer' || type === 'number') return readNumber(schema, type, node.text, node, where)
  return readString(schema, node.text, node, where)
}

function refuseNull(node: Node, { path }: Where): never {
  const place = path.replaceAll('.', '/')
  return refuse(`Template format error: [/${place}] 'null' values are not allowed in templates`, node, path)
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'String',
  boolean: 'Boolean',
  integer: 'Integer',
  number: 'Double',
}

function readBoolean(node: ScalarNode, where: Where): boolean {
  if (typeof node.value === 'boolean') return node.value
  if (!/^(true|false)$/i.test(node.text))
    refuse(`Value of property ${where.name} must be of type Boolean`, node, where.path)
  return node.text.toLowerCase() === 'true'
}

function readNumber(
  schema: PropertySchema,
  type: 'integer' | 'number',
  text: string,
  node: Node,
  where: Where,
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value)))
    refuse(`Value of property ${where.name} must be of type ${typeNames[type]}`, node, where.path)
  const { minimum = -Infinity, maximum = Infinity } = schema
  if (value < minimum) invalid(`${value} is not greater or equal to ${minimum}`, node, where)
  if (value > maximum) invalid(`${value} is not less or equal to ${maximum}`, node, where)
  return value
}

function readString(schema: PropertySchema, text: string, node: Node, where: Where): string {
  const { minLength = 0, maxLength = Infinity } = schema
  if (schema.enum && !schema.enum.includes(text)) invalid(`${text} is not a valid enum value`, node, where)
  if (text.length < minLength) invalid(`expected minLength: ${minLength}, actual: ${text.length}`, node, where)
  if (text.length > maxLength) invalid(`expected maxLength: ${maxLength}, actual: ${text.length}`, node, where)
  // Java's \Z: the end.
  if (schema.pattern && !new RegExp(schema.pattern.replace(/\\Z$/, '$'), 'u').test(text))
    invalid(`string [${text}] does not match pattern ${schema.pattern}`, node, where)
  return text
}

/** A broken constraint, in the words of the registry's validator. */
function invalid(text: string, node: Node, { path }: Where): never {
  const [, logicalId, , ...property] = path.split('.')
  return refuse(
    `Properties validation failed for resource ${logicalId} with message: [#/${property.join('/')}: ${text}]`,
    node,
    path,
  )
}

function readList(schema: PropertySchema, node: Node, where: Where): unknown[] {
  if (node.kind !== 'list') {
    const item = schema.items && resolveSchema(schema.items, where.root)
    const type = typeof item?.type === 'string' ? item.type : 'object'
    refuse(
      `Value of property ${where.name} must be of type List${typeNames[type] ? ` of ${typeNames[type]}` : ''}`,
      node,
      where.path,
    )
  }
  return node.items.map((item, index) =>
    readValue(schema.items ?? {}, item, { ...where, path: pathTo(where.path, index) }),
  )
}

function objectIn(node: Node, where: Where): MapNode {
  const object = node.kind === 'scalar' ? parseJson(node.text, node.position) : node
  if (object?.kind !== 'map')
    refuse(`Value of property ${where.name} must be an object, not ${kindName(object ?? node)}`, node, where.path)
  return object
}

/** Free-form JSON. A number that is not spelled as JSON would spell it stays text: `1.0` is a version. */
function readJson(node: Node, where: Where): unknown {
  if (node.kind === 'unknown') return undefined
  if (node.kind === 'list')
    return node.items.map((item, index) => readJson(item, { ...where, path: pathTo(where.path, index) }))
  if (node.kind === 'map') {
    const members: Record<string, unknown> = Object.create(null)
    for (const [name, entry] of node.entries)
      members[name] = readJson(entry.node, { ...where, path: pathTo(where.path, name) })
    return members
  }
  if (node.value === null) refuseNull(node, where)
  return typeof node.value === 'number' && node.text !== String(node.value) ? node.text : node.value
}

function readObject(schema: PropertySchema, node: Node, where: Where): Properties {
  const object = objectIn(node, where)
  if (schema.properties) return readMembers(schema, object, where)
  const values = schema.items ?? Object.values(schema.patternProperties ?? {})[0]
  if (!values) return refuse(`poolgate does not implement the property ${where.name}`, node, where.path)
  const pattern = Object.keys(schema.patternProperties ?? {})[0]
  return readEntries(object, where, (key, entry) => {
    if (pattern && !new RegExp(pattern, 'u').test(key))
      refuse(`Encountered unsupported property ${key}`, entry, pathTo(where.path, key))
    return values
  })
}

function readMembers(schema: PropertySchema, node: MapNode, where: Where): Properties {
  // A misspelt property is named before the required one that it should have been.
  const members = readEntries(
    node,
    where,
    (key, entry) =>
      ownProperty(schema.properties, key) ??
      refuse(`Encountered unsupported property ${key}`, entry, pathTo(where.path, key)),
  )
  for (const name of schema.required ?? [])
    if (!node.entries.has(name)) refuse(`Property ${name} cannot be empty.`, node, where.path)
  return members
}

/** An object without a prototype: its keys come from the template. */
function readEntries(node: MapNode, where: Where, schemaOf: (key: string, entry: Entry) => PropertySchema): Properties {
  const values: Record<string, unknown> = Object.create(null)
  for (const [key, entry] of node.entries) {
    const schema = schemaOf(key, entry)
    const value = readValue(schema, entry.node, { root: where.root, path: pathTo(where.path, key), name: key })
    if (value !== undefined) values[key] = value
  }
  return values
}

/** An object property may be written as a string of JSON. */
function parseJson(text: string, position: Position): Node | undefined {
  try {
    return nodeOf(JSON.parse(text), position)
  } catch (error) {
    if (error instanceof TemplateProblem) throw error
    return undefined
  }
}

function nodeOf(value: unknown, position: Position, depth = 0): Node {
  if (depth > 100) refuse('Template format error: nested deeper than 100 levels', { position })
  if (Array.isArray(value))
    return listNode(
      value.map((item) => nodeOf(item, position, depth + 1)),
      position,
    )
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, { position, node: nodeOf(item, position, depth + 1) }] as const,
    )
    return { kind: 'map', position, entries: new Map(entries) }
  }
  if (value === null || value === undefined) return { kind: 'scalar', position, value: null, text: '' }
  if (typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', position, value, text: String(value) }
  return textNode(typeof value === 'string' ? value : JSON.stringify(value), position)
}
