import { escapeXml } from '../../wire/xml.ts'

/*
 * The part of XML 1.0 and Namespaces in XML 1.0 that SAML documents are made of, read strictly and at a bounded cost:
 * no document type (hence no entities but the five of XML, and nothing external), no processing instructions, a bounded
 * depth and number of namespaces. Whatever is not well-formed is refused; nothing is guessed.
 */

export interface XmlElement {
  /** Namespace name, empty for none. */
  readonly namespace: string
  /** Without prefix. */
  readonly name: string
  /** Those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The character data directly inside it. */
  readonly text: string
  /** The namespaces in scope, by prefix; the default one by the empty prefix. */
  readonly namespaces: ReadonlyMap<string, string>
  /** As it was written. */
  readonly source: string
}

/** Why a text is no such document; for whoever sent it. */
export class XmlProblem extends Error {}

const deepest = 32
const mostNamespaces = 64
const nameForm = /[A-Za-z_\u00C0-\uFFFD][\w.\-\u00B7-\uFFFD]*(?::[A-Za-z_\u00C0-\uFFFD][\w.\-\u00B7-\uFFFD]*)?/y
const space = /[ \t\r\n]*/y
const attributeValue = /"[^"<]*"|'[^'<]*'/y
const characterData = /[^<]+/y
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** Reads a document and answers its root element. Throws XmlProblem. */
export function readXml(text: string): XmlElement {
  if (/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text))
    throw new XmlProblem('the document holds a character that XML does not allow')
  const reader = new Reader(text.replace(/^\uFEFF/, '').replace(/^<\?xml[ \t\r\n][^<>?]*\?>/, ''))
  reader.skipMisc()
  const root = reader.readElement(new Map([['xml', xmlNamespace]]), 1)
  reader.skipMisc()
  if (!reader.atEnd()) reader.refuse('more than one element')
  return root
}

type Namespaces = XmlElement['namespaces']

class Reader {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  atEnd(): boolean {
    return this.#position === this.#text.length
  }

  refuse(what: string): never {
    throw new XmlProblem(`${what} at character ${this.#position + 1}`)
  }

  /** Comments and white space around the root element. */
  skipMisc(): void {
    do this.#take(space)
    while (this.#skipComment())
  }

  readElement(outer: Namespaces, depth: number): XmlElement {
    if (depth > deepest) this.refuse(`elements nested deeper than ${deepest}`)
    const start = this.#position
    if (!this.#skip('<')) this.refuse('no element')
    const tag = this.#take(nameForm) || this.refuse('no name of an element')
    const given = this.#readAttributes()
    const namespaces = declared(outer, given)
    if (namespaces.size > mostNamespaces) this.refuse(`more than ${mostNamespaces} namespaces`)
    const attributes = new Map([...given].filter(([name]) => !name.includes(':') && name !== 'xmlns'))
    for (const name of given.keys()) if (name.includes(':')) this.#resolve(name, namespaces)
    const element = { ...this.#resolve(tag, namespaces), attributes, namespaces }
    const isEmpty = this.#skip('/>')
    if (!isEmpty && !this.#skip('>')) this.refuse(`the tag ${tag} does not end`)
    const content = isEmpty ? { children: [], text: '' } : this.#readContent(tag, namespaces, depth)
    return { ...element, ...content, source: this.#text.slice(start, this.#position) }
  }

  #readContent(tag: string, namespaces: Namespaces, depth: number): Pick<XmlElement, 'children' | 'text'> {
    const children: XmlElement[] = []
    let text = ''
    for (;;) {
      text += this.#decode(this.#take(characterData))
      if (this.#skip('</')) break
      if (this.#skipComment()) continue
      if (this.#skip('<![CDATA[')) text += this.#takeUntil(']]>')
      else if (this.#text.startsWith('<', this.#position)) children.push(this.readElement(namespaces, depth + 1))
      else this.refuse(`the element ${tag} does not end`)
    }
    if (this.#take(nameForm) !== tag) this.refuse(`another end than that of ${tag}`)
    this.#take(space)
    if (!this.#skip('>')) this.refuse(`the end of ${tag} does not end`)
    return { children, text }
  }

  #readAttributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>()
    for (;;) {
      const separated = this.#take(space) !== ''
      const name = separated ? this.#take(nameForm) : ''
      if (name === '') return attributes
      if (attributes.has(name)) this.refuse(`the attribute ${name} given twice`)
      this.#take(space)
      if (!this.#skip('=')) this.refuse(`the attribute ${name} without a value`)
      this.#take(space)
      const quoted = this.#take(attributeValue) || this.refuse(`the attribute ${name} without a quoted value`)
      attributes.set(name, this.#decode(quoted.slice(1, -1)).replaceAll(/[\t\r\n]/g, ' '))
    }
  }

  #resolve(qualified: string, namespaces: Namespaces): Pick<XmlElement, 'namespace' | 'name'> {
    const [local = '', prefix = ''] = qualified.split(':').toReversed()
    if (prefix === 'xmlns') return { namespace: '', name: local }
    const namespace = namespaces.get(prefix)
    if (namespace === undefined && prefix !== '') this.refuse(`the prefix ${prefix} is not declared`)
    return { namespace: namespace ?? '', name: local }
  }

  #decode(text: string): string {
    return text.replaceAll(/&([^;&]{0,12};?)/g, (_, reference: string) => {
      const known = entities.get(reference)
      if (known !== undefined) return known
      const [, hexadecimal, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));$/.exec(reference) ?? []
      const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
      // Not a number fails both comparisons.
      if (!(code >= 0x20 || [9, 10, 13].includes(code)) || code > 0x10ffff)
        return this.refuse(`the reference &${reference} before the end`)
      return String.fromCodePoint(code)
    })
  }

  #skipComment(): boolean {
    if (!this.#skip('<!--')) return false
    this.#takeUntil('-->')
    return true
  }

  #takeUntil(end: string): string {
    const at = this.#text.indexOf(end, this.#position)
    if (at < 0) this.refuse(`no ${end}`)
    const taken = this.#text.slice(this.#position, at)
    this.#position = at + end.length
    return taken
  }

  #skip(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#position)) return false
    this.#position += literal.length
    return true
  }

  #take(form: RegExp): string {
    form.lastIndex = this.#position
    const taken = form.exec(this.#text)?.[0] ?? ''
    this.#position += taken.length
    return taken
  }
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['apos;', "'"],
])

/** The namespaces in an element: those outside, and those its attributes declare. */
function declared(outer: Namespaces, attributes: ReadonlyMap<string, string>): Namespaces {
  const own = [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
  if (own.length === 0) return outer
  return new Map([...outer, ...own.map(([name, value]): [string, string] => [name.slice('xmlns:'.length), value])])
}

/** A document whose root element holds a text in the namespaces of another element, in which it would stand. */
export function putWhere({ namespaces }: XmlElement, text: string): string {
  const declarations = [...namespaces]
    .filter(([prefix]) => prefix !== 'xml')
    .map(([prefix, uri]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeXml(uri)}"`)
  return `<Surroundings${declarations.join('')}>${text}</Surroundings>`
}
