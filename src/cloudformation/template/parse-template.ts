import type { CST, LineCounter, Scalar } from 'yaml'
import { yaml } from '../../ports/yaml.ts'
import type { Entry, MapNode, Node, Position, ScalarNode } from './node.ts'
import { listNode, textNode } from './node.ts'
import { refuse, TemplateProblem } from './problem.ts'

/** Deeper templates are refused: every later step is recursive (promise P13). AWS does not publish its own limit. */
const maxDepth = 100

/** The template that was read last: one request reads the same several times. Gone with the memory that others need. */
let latest: { readonly text: string; readonly root: WeakRef<MapNode> } | undefined

/**
 * Reads a template, JSON or YAML, into nodes that know their line and column. Short forms (`!Sub`) become long ones.
 * Of keys that come twice, the last counts. Refused as on AWS: malformed text, aliases, anything but an object at the top.
 */
export function parseTemplate(text: string): MapNode {
  const known = latest?.text === text ? latest.root.deref() : undefined
  if (known) return known
  const root = readRoot(text)
  latest = { text, root: new WeakRef(root) }
  return root
}

function readRoot(text: string): MapNode {
  if (text.trimStart().startsWith('{')) checkJson(text)
  const { Composer, LineCounter, Parser } = yaml()
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  checkDepth(tokens, lines)
  // The failsafe schema makes every scalar a string: what a plain one means is decided below, CloudFormation's way.
  const documents = [...new Composer({ schema: 'failsafe', uniqueKeys: false, merge: false }).compose(tokens)]
  const document = documents[0]
  const problem = document?.errors[0]
  if (problem) notWellFormed('YAML', positionAt(lines, problem.pos[0]))
  if (documents.length > 1) refuse('Template format error: only one YAML document is allowed', undefined)
  const root = document?.contents && toNode(document.contents, lines)
  if (root?.kind !== 'map') refuse('Template format error: unsupported structure.', root ?? undefined)
  return root
}

function notWellFormed(language: 'JSON' | 'YAML', position: Position): never {
  throw new TemplateProblem(
    `Template format error: ${language} not well-formed. (line ${position.line}, column ${position.column})`,
    { position },
  )
}

/** YAML's flow style is wider than JSON; text that begins as JSON must be JSON. */
function checkJson(text: string): void {
  try {
    JSON.parse(text)
  } catch (error) {
    const found = error instanceof Error && / at position (\d+)/.exec(error.message)
    const before = text.slice(0, found ? Number(found[1]) : text.length).split('\n')
    notWellFormed('JSON', { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 })
  }
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

/** Walks the token tree without recursion, so that a hostile nesting cannot exhaust the stack. */
function checkDepth(tokens: readonly CST.Token[], lines: LineCounter): void {
  const stack = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { token, depth } = next
    if (depth > maxDepth)
      refuse(`Template format error: nested deeper than ${maxDepth} levels`, {
        position: positionAt(lines, token.offset),
      })
    if (token.type === 'document' && token.value) stack.push({ token: token.value, depth })
    if ('items' in token)
      for (const { key, value } of token.items)
        for (const child of [key, value]) if (child) stack.push({ token: child, depth: depth + 1 })
  }
}

function toNode(source: unknown, lines: LineCounter): Node {
  const { isAlias, isMap, isScalar, isSeq } = yaml()
  if (isAlias(source))
    refuse('Template error: YAML aliases are not allowed in CloudFormation templates', {
      position: positionAt(lines, source.range?.[0] ?? 0),
    })
  if (isScalar(source)) return withTag(scalarNode(source, lines), source.tag)
  if (isSeq(source)) {
    const items = source.items.map((item) => toNode(item, lines))
    return withTag(listNode(items, positionAt(lines, source.range?.[0] ?? 0)), source.tag)
  }
  if (isMap(source)) {
    const entries = new Map<string, Entry>()
    for (const { key, value } of source.items) {
      const name = isScalar(key) ? keyText(key) : undefined
      const position = positionAt(lines, isScalar(key) ? (key.range?.[0] ?? 0) : (source.range?.[0] ?? 0))
      if (name === undefined) refuse('Template format error: every key must be a string', { position })
      const node = value === null ? nullNode(position) : toNode(value, lines)
      entries.set(name, { position, node })
    }
    return withTag({ kind: 'map', position: positionAt(lines, source.range?.[0] ?? 0), entries }, source.tag)
  }
  return nullNode({ line: 1, column: 1 })
}

function nullNode(position: Position): ScalarNode {
  return { kind: 'scalar', position, value: null, text: '' }
}

function keyText(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? '')
}

/** YAML 1.1's booleans without its single letters, as CloudFormation reads them. */
const booleans = new Map<string, boolean>(
  ['true', 'yes', 'on', 'false', 'no', 'off'].flatMap((word, index): [string, boolean][] =>
    [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)].map((form) => [form, index < 3]),
  ),
)
/** `yes` and `off` keep their spelling where a string is wanted, as `1.0` does; `True` is "true". */
function spelled(text: string): string {
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text
}

const number = /^[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?$/

/** What a scalar means. Dates, times and numbers with leading zeros stay text. */
function scalarNode(source: Scalar, lines: LineCounter): ScalarNode {
  const position = positionAt(lines, source.range?.[0] ?? 0)
  const text = typeof source.value === 'string' ? source.value : (source.source ?? '')
  if (source.type !== 'PLAIN') return textNode(text, position)
  if (text === '' || text === '~' || text === 'null') return nullNode(position)
  const boolean = booleans.get(text)
  if (boolean !== undefined) return { kind: 'scalar', position, value: boolean, text: spelled(text) }
  if (number.test(text) && Number.isFinite(Number(text))) return { kind: 'scalar', position, value: Number(text), text }
  return textNode(text, position)
}

const shortForms = new Map(
  ['Base64', 'Cidr', 'And', 'Equals', 'If', 'Not', 'Or', 'FindInMap', 'GetAtt', 'GetAZs', 'ImportValue', 'Join']
    .concat(['Select', 'Split', 'Sub', 'Transform', 'Length', 'ToJsonString', 'ForEach'])
    .concat(['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'])
    .map((name) => [`!${name}`, `Fn::${name}`]),
)
shortForms.set('!Ref', 'Ref').set('!Condition', 'Condition')

/** Turns `!Sub x` into `Fn::Sub: x`; any other tag of ours or YAML's is refused, the plain types apart. */
function withTag(node: Node, tag: string | undefined): Node {
  if (!tag) return node
  if (/^tag:yaml\.org,2002:(str|seq|map)$/.test(tag)) return tag.endsWith('str') ? asText(node) : node
  const name = shortForms.get(tag)
  if (!name) refuse(`Template format error: unsupported YAML tag ${tag}`, node)
  const argument = name === 'Fn::GetAtt' && node.kind === 'scalar' ? splitAttribute(node) : node
  return {
    kind: 'map',
    position: node.position,
    entries: new Map([[name, { position: node.position, node: argument }]]),
  }
}

function asText(node: Node): Node {
  return node.kind === 'scalar' ? textNode(node.text, node.position) : node
}

/** `!GetAtt Pool.Arn` is `[Pool, Arn]`; an attribute's own name may hold dots. */
function splitAttribute(node: ScalarNode): Node {
  const dot = node.text.indexOf('.')
  if (dot < 0) return node
  return listNode(
    [textNode(node.text.slice(0, dot), node.position), textNode(node.text.slice(dot + 1), node.position)],
    node.position,
  )
}
