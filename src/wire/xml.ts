import { ApiError } from './operation.ts'

/** An element with its elements and text; attributes are left out, for no AWS request says anything in them. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[]
  text: string
}

const maximumDepth = 32
const token =
  /<\?[^<>]*\?>|<(?<close>\/?)(?:[\w-]+:)?(?<name>[A-Za-z_][\w.-]*)(?<attributes>(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>|(?<text>[^<]+)/y

/** Reads an XML document without doctype, CDATA or comments; whatever else it is not throws `MalformedXML`. */
export function readXml(document: string): XmlElement {
  const top: OpenElement = { name: '', children: [], text: '' }
  const open = [top]
  token.lastIndex = 0
  while (token.lastIndex < document.length) {
    const groups = token.exec(document)?.groups ?? refuse()
    const current = open.at(-1) ?? refuse()
    if (groups['text'] !== undefined) current.text += unescape(groups['text'])
    else if (groups['close']) {
      if (open.length < 2 || open.pop()?.name !== groups['name']) refuse()
    } else if (groups['name'] !== undefined) {
      const child: OpenElement = { name: groups['name'], children: [], text: '' }
      current.children.push(child)
      if (!groups['empty']) open.push(child)
      if (open.length > maximumDepth) refuse()
    }
  }
  const [root, second] = top.children
  return root && !second && open.length === 1 && top.text.trim() === '' ? root : refuse()
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&([^;]{0,10});?/g, (_whole, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? []
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (code <= 0x10ffff) return String.fromCodePoint(code)
    return Object.hasOwn(entities, name) ? (entities[name] ?? refuse()) : refuse()
  })
}

function refuse(): never {
  throw new ApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
}

/** Escapes markup; characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- they are what XML cannot hold
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\r', '&#13;')
  )
}
