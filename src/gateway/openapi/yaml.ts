import type { CST, Document, LineCounter } from 'yaml'
import { yaml } from '../../ports/yaml.ts'
import { DocumentProblem, maxDepth } from './document.ts'

/** The library takes most of a second for this much, in which the server does nothing else. */
const maxLength = 1024 * 1024

/** A document as YAML text. */
export function writeYaml(document: object): string {
  return yaml().stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}

/**
 * Reads YAML as JSON values (YAML 1.2, core schema). Aliases are followed as long as they do not make the document
 * larger than its text. A number that is not spelled as JSON would spell it stays text: `1.0` is a version.
 */
export function readYaml(text: string): unknown {
  if (text.length > maxLength)
    throw new DocumentProblem('The document is too long for YAML: above 1 MiB, poolgate takes JSON')
  const { Composer, LineCounter, Parser } = yaml()
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  checkDepth(tokens)
  const [document, ...more] = [...new Composer({ schema: 'core', merge: false }).compose(tokens)]
  const error = document?.errors[0]
  if (error) throw new DocumentProblem(`The document is not valid YAML: ${describe(error, lines)}`)
  if (!document || more.length > 0) throw new DocumentProblem('The document is not one YAML document')
  const reading: Reading = { document, valuesLeft: text.length }
  return readNode(document.contents, reading, 0)
}

function describe(error: { readonly message: string; readonly pos: [number, number] }, lines: LineCounter): string {
  const { line, col } = lines.linePos(error.pos[0])
  const [reason = ''] = error.message.split(/ at line |\n/)
  return `${reason} (line ${line}, column ${col})`
}

/** Walks the tokens without recursion: the composer is recursive. */
function checkDepth(tokens: readonly CST.Token[]): void {
  const stack = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { token, depth } = next
    if (depth > maxDepth) throw new DocumentProblem(`The document is nested deeper than ${maxDepth} levels`)
    if (token.type === 'document' && token.value) stack.push({ token: token.value, depth })
    if ('items' in token)
      for (const { key, value } of token.items)
        for (const child of [key, value]) if (child) stack.push({ token: child, depth: depth + 1 })
  }
}

interface Reading {
  readonly document: Document
  valuesLeft: number
}

function readNode(node: unknown, reading: Reading, depth: number): unknown {
  const { isAlias, isMap, isScalar, isSeq } = yaml()
  reading.valuesLeft -= 1
  if (reading.valuesLeft < 0 || depth > maxDepth)
    throw new DocumentProblem('The aliases of the document make it too large')
  if (isAlias(node)) return readNode(node.resolve(reading.document), reading, depth + 1)
  if (isSeq(node)) return node.items.map((item) => readNode(item, reading, depth + 1))
  if (isMap(node)) {
    const members: Record<string, unknown> = Object.create(null)
    for (const { key, value } of node.items) members[keyText(key)] = readNode(value, reading, depth + 1)
    return members
  }
  if (!isScalar(node)) return null
  const { value, source } = node
  return typeof value === 'number' && source !== undefined && source !== String(value) ? source : value
}

/** `200:` is a key as it is spelled. */
function keyText(key: unknown): string {
  if (!yaml().isScalar(key)) throw new DocumentProblem('Every key of the document must be a text')
  return key.source ?? String(key.value)
}
