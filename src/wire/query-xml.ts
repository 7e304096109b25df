import type { Protocol } from './call.ts'
import { readForm } from './form.ts'
import { type Model, type Shape, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'
import { escapeXml } from './xml.ts'

/** AWS Query: a form with `Action` and `Version` in, XML out; lists travel as `Name.member.N`, empty ones as `Name=`. */
export const queryXml: Protocol = {
  nameOperation(service, request) {
    const form = formOf(request.body, request.query)
    return form.get('Version') === service.model.metadata.apiVersion ? (form.get('Action') ?? undefined) : undefined
  },

  readInput(service, name, request) {
    const declared = service.model.operations[name]?.input
    const tree = treeOf(formOf(request.body, request.query))
    return declared ? (readNode(service.model, shapeOf(service.model, declared), tree, name) as object) : {}
  },

  writeOutput(service, name, output, requestId) {
    const { model } = service
    const declared = model.operations[name]?.output
    const result = declared?.resultWrapper
      ? element(declared.resultWrapper, xmlOf(model, shapeOf(model, declared), output ?? {}))
      : ''
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    const xmlns = model.metadata.xmlNamespace ?? ''
    const body = `<${name}Response xmlns="${escapeXml(xmlns)}">${result}${metadata}</${name}Response>`
    return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body }
  },

  writeError(service, error, requestId) {
    const code = queryCodes[error.code] ?? service.model.shapes[error.code]?.error?.code ?? error.code
    const internal = error.code === service.internalCode
    const status = internal
      ? 500
      : forbidden.has(code)
        ? 403
        : (service.model.shapes[error.code]?.error?.httpStatusCode ?? 400)
    const body =
      `<ErrorResponse xmlns="${escapeXml(service.model.metadata.xmlNamespace ?? '')}">` +
      element(
        'Error',
        element('Type', internal ? 'Receiver' : 'Sender') +
          element('Code', escapeXml(code)) +
          element('Message', escapeXml(error.message)),
      ) +
      `${element('RequestId', requestId)}</ErrorResponse>`
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body }
  },
}

/** The Query protocol's own spellings of errors that no model lists. */
const queryCodes: Readonly<Record<string, string>> = {
  UnknownOperationException: 'InvalidAction',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  IncompleteSignatureException: 'IncompleteSignature',
  SerializationException: 'MalformedInput',
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
  TooManyRequestsException: 'Throttling',
}

/** What the Query protocol answers with 403. */
const forbidden: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
])

/** The form in the body, or in the query of a GET. */
function formOf(body: Buffer, query: string): URLSearchParams {
  return readForm(body.length > 0 ? body.toString('utf8') : query, maximumParameters) ?? refuseParameters()
}

function refuseParameters(): never {
  throw new ApiError('SerializationException', 'The request has too many or too deeply nested parameters')
}

/** `a.b.1.c=x` as nested maps; a key may be a value and a parent at once (`Tags=` and `Tags.member.1.Key=..`). */
interface Node {
  value?: string
  readonly children: Map<string, Node>
}

const maximumParameters = 5000
const maximumDepth = 16

function treeOf(form: URLSearchParams): Node {
  const root: Node = { children: new Map() }
  for (const [key, value] of form) {
    const parts = key.split('.')
    if (parts.length > maximumDepth) refuseParameters()
    let node = root
    for (const part of parts) {
      let child = node.children.get(part)
      if (!child) node.children.set(part, (child = { children: new Map() }))
      node = child
    }
    node.value = value
  }
  return root
}

function readNode(model: Model, shape: Shape, node: Node, path: string): unknown {
  switch (shape.type) {
    case 'structure': {
      const structure: Record<string, unknown> = {}
      for (const [name, member] of Object.entries(shape.members ?? {})) {
        const child = node.children.get(name)
        if (child) structure[name] = readNode(model, shapeOf(model, member), child, `${path}.${name}`)
      }
      return structure
    }
    case 'list': {
      const item = shapeOf(model, shape.member!)
      const entries = numbered(node.children.get('member'))
      return entries.map((entry, index) => readNode(model, item, entry, `${path}.member.${index + 1}`))
    }
    case 'map': {
      const item = shapeOf(model, shape.value!)
      const map = Object.create(null) as Record<string, unknown>
      for (const entry of numbered(node.children.get('entry'))) {
        const key = entry.children.get('key')?.value
        const value = entry.children.get('value')
        if (key !== undefined && value) map[key] = readNode(model, item, value, `${path}.${key}`)
      }
      return map
    }
    default:
      return readText(shape, node.value ?? '', path)
  }
}

/** Children `1`, `2`, ... in that order, wherever gaps are. */
function numbered(node: Node | undefined): Node[] {
  return [...(node?.children ?? [])]
    .filter(([key]) => /^[1-9]\d{0,4}$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}

function readText(shape: Shape, text: string, path: string): unknown {
  const malformed = (kind: string): ApiError =>
    new ApiError('SerializationException', `${path}: '${text.slice(0, 64)}' is not ${kind}`)
  switch (shape.type) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true'
      throw malformed('a boolean')
    case 'integer':
    case 'long':
      if (/^-?\d{1,15}$/.test(text)) return Number(text)
      throw malformed('an integer')
    case 'float':
    case 'double':
      if (text !== '' && Number.isFinite(Number(text))) return Number(text)
      throw malformed('a number')
    case 'timestamp': {
      const date = new Date(text)
      if (Number.isNaN(date.getTime())) throw malformed('a timestamp')
      return date
    }
    case 'blob':
      return Buffer.from(text, 'base64')
    default:
      return text
  }
}

/** The content of an element: members in the model's order, absent ones left out. */
function xmlOf(model: Model, shape: Shape, value: unknown): string {
  if (shape.type === 'structure') {
    let xml = ''
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const entry = (value as Record<string, unknown>)[name]
      if (entry !== undefined && entry !== null) xml += element(name, xmlOf(model, shapeOf(model, member), entry))
    }
    return xml
  }
  if (shape.type === 'list') {
    const item = shapeOf(model, shape.member!)
    return (value as readonly unknown[]).map((entry) => element('member', xmlOf(model, item, entry))).join('')
  }
  if (shape.type === 'map') {
    const item = shapeOf(model, shape.value!)
    return Object.entries(value as object)
      .map(([key, entry]) =>
        element('entry', element('key', escapeXml(key)) + element('value', xmlOf(model, item, entry))),
      )
      .join('')
  }
  if (value instanceof Date) return value.toISOString()
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : escapeXml(String(value))
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
