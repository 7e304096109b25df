import { type Model, type Shape, type ShapeReference, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'
import { escapeXml, type XmlElement } from './xml.ts'

/** An element of a request as the shape demands. */
export function readElement(model: Model, shape: Shape, element: XmlElement): unknown {
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
      const found = readMember(model, member, element.children.filter(isNamed(member.locationName ?? name)))
      return found === undefined ? [] : [[name, found] as const]
    })
    return Object.fromEntries(members)
  }
  if (shape.type === 'list') {
    const item = shapeOf(model, shape.member!)
    return element.children.map((child) => readElement(model, item, child))
  }
  return readText(shape, element.text)
}

function isNamed(name: string): (element: XmlElement) => boolean {
  return (element) => element.name === name
}

function readMember(model: Model, member: ShapeReference, elements: readonly XmlElement[]): unknown {
  const [first] = elements
  if (!first) return undefined
  const shape = shapeOf(model, member)
  if (shape.type !== 'list' || !shape.flattened) return readElement(model, shape, first)
  const item = shapeOf(model, shape.member!)
  return elements.map((element) => readElement(model, item, element))
}

/** What a header, a query parameter or an element holds. */
export function readText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'boolean':
      return text === 'true'
    case 'integer':
    case 'long':
      if (/^-?\d{1,15}$/.test(text)) return Number(text)
      throw new ApiError('InvalidArgument', `Provided argument is not an integer: ${text.slice(0, 100)}`)
    case 'timestamp': {
      const date = new Date(text)
      if (!Number.isNaN(date.getTime())) return date
      throw new ApiError('InvalidArgument', `Provided argument is not a timestamp: ${text.slice(0, 100)}`)
    }
    default:
      return text
  }
}

/** The content of an element: members in the model's order, those that travel in headers left out. */
export function contentOf(model: Model, shape: Shape, value: unknown): string {
  if (shape.type === 'structure')
    return Object.entries(shape.members ?? {})
      .filter(([, { location }]) => location === undefined)
      .map(([name, member]) => memberXml(model, member, name, (value as Record<string, unknown>)[name]))
      .join('')
  if (shape.type === 'list') {
    const { locationName = 'member' } = shape.member!
    const item = shapeOf(model, shape.member!)
    return (value as readonly unknown[]).map((entry) => element(locationName, contentOf(model, item, entry))).join('')
  }
  return escapeXml(textOf(value))
}

/** A scalar as it is written; nothing for what is not there. */
export function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function memberXml(model: Model, member: ShapeReference, name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  const tag = member.locationName ?? name
  const shape = shapeOf(model, member)
  if (shape.type !== 'list' || !shape.flattened) return element(tag, contentOf(model, shape, value))
  const item = shapeOf(model, shape.member!)
  return (value as readonly unknown[]).map((entry) => element(tag, contentOf(model, item, entry))).join('')
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
