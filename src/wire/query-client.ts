import { type Model, type Shape, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'

/* The caller's side of AWS Query: queryXml.ts is the server's. */

/** The form that calls an operation. */
export function writeCall(model: Model, name: string, input: object): string {
  const form = new URLSearchParams({ Action: name, Version: model.metadata.apiVersion })
  const declared = model.operations[name]?.input
  if (declared) writeValue(model, shapeOf(model, declared), input, '', form)
  return form.toString()
}

function writeValue(model: Model, shape: Shape, value: unknown, path: string, form: URLSearchParams): void {
  const at = (step: string): string => (path === '' ? step : `${path}.${step}`)
  if (shape.type === 'structure') {
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const entry = (value as Record<string, unknown>)[name]
      if (entry !== undefined) writeValue(model, shapeOf(model, member), entry, at(name), form)
    }
  } else if (shape.type === 'list') {
    const [item, items] = [shapeOf(model, shape.member!), value as readonly unknown[]]
    if (items.length === 0) form.set(path, '')
    for (const [index, entry] of items.entries()) writeValue(model, item, entry, at(`member.${index + 1}`), form)
  } else if (shape.type === 'map') {
    const item = shapeOf(model, shape.value!)
    for (const [index, [key, entry]] of Object.entries(value as object).entries()) {
      form.set(at(`entry.${index + 1}.key`), key)
      writeValue(model, item, entry, at(`entry.${index + 1}.value`), form)
    }
  } else form.set(path, value instanceof Date ? value.toISOString() : String(value))
}

/** What an operation has answered. Throws the ApiError that it refused with, and an Error for what is no answer of it. */
export function readAnswer(model: Model, name: string, status: number, body: string): object {
  const root = parseXml(body)
  if (status !== 200) {
    const error = childOf(root, 'Error')
    const [code, message] = ['Code', 'Message'].map((part) => childOf(error, part)?.text)
    if (code === undefined || message === undefined) throw new Error(`${name} answered ${status} without an error`)
    throw new ApiError(code, message)
  }
  if (root?.name !== `${name}Response`) throw new Error(`${name} answered with something else`)
  const declared = model.operations[name]?.output
  if (!declared?.resultWrapper) return {}
  const result = childOf(root, declared.resultWrapper)
  return result ? (readElement(model, shapeOf(model, declared), result) as object) : {}
}

interface Element {
  readonly name: string
  readonly children: Element[]
  text: string
}

/** Elements and text as our own server and AWS write them: no attribute but xmlns, no CDATA, no doctype. */
function parseXml(xml: string): Element | undefined {
  const top: Element = { name: '', children: [], text: '' }
  const open = [top]
  for (const [, slash, name, text] of xml.matchAll(/<(\/?)([\w?]+)[^<>]*>|([^<]+)/g)) {
    const current = open.at(-1) ?? top
    if (text !== undefined) current.text += unescape(text)
    else if (slash) open.pop()
    else if (name && !name.startsWith('?')) {
      const child = { name, children: [], text: '' }
      current.children.push(child)
      open.push(child)
    }
  }
  return top.children[0]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#13': '\r' }

function unescape(text: string): string {
  return text.replace(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole)
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name)
}

function readElement(model: Model, shape: Shape, element: Element): unknown {
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
      const child = childOf(element, name)
      return child ? [[name, readElement(model, shapeOf(model, member), child)] as const] : []
    })
    return Object.fromEntries(members)
  }
  if (shape.type === 'list')
    return element.children.map((child) => readElement(model, shapeOf(model, shape.member!), child))
  if (shape.type === 'map') {
    const item = shapeOf(model, shape.value!)
    return Object.fromEntries(
      element.children.flatMap((entry) => {
        const [key, value] = [childOf(entry, 'key'), childOf(entry, 'value')]
        return key && value ? [[key.text, readElement(model, item, value)] as const] : []
      }),
    )
  }
  if (shape.type === 'boolean') return element.text === 'true'
  if (shape.type === 'timestamp') return new Date(element.text)
  return ['integer', 'long', 'float', 'double'].includes(shape.type) ? Number(element.text) : element.text
}

/** A typed caller over the network; `send` posts a form and resolves with what came back. */
export function queryClient<Client>(
  model: Model,
  send: (form: string) => Promise<{ readonly status: number; readonly body: string }>,
): Client {
  const entries = Object.keys(model.operations).map((name) => [
    name,
    async (input: object) => {
      const { status, body } = await send(writeCall(model, name, input))
      return readAnswer(model, name, status, body)
    },
  ])
  // The entries are exactly the model's operations; `Client` is derived from the same model.
  return Object.fromEntries(entries) as Client
}
