/** Where something stands in the template's text, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A single value. `text` is how CloudFormation spells it where a string is wanted: `1.0` stays "1.0". */
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly position: Position
  readonly value: string | number | boolean | null
  readonly text: string
}

export interface ListNode {
  readonly kind: 'list'
  readonly position: Position
  readonly items: readonly Node[]
}

export interface Entry {
  /** Where the key stands. */
  readonly position: Position
  readonly node: Node
}

/** Keys come from outside, so they live in a Map: `__proto__` is a key like any other. */
export interface MapNode {
  readonly kind: 'map'
  readonly position: Position
  readonly entries: ReadonlyMap<string, Entry>
}

/** A value that will be known only once a resource exists (or a parameter has a value). */
export interface UnknownNode {
  readonly kind: 'unknown'
  readonly position: Position
}

/** A template's tree. Every node knows its place, so that every refusal can name it. */
export type Node = ScalarNode | ListNode | MapNode | UnknownNode

export function textNode(text: string, position: Position): ScalarNode {
  return { kind: 'scalar', position, value: text, text }
}

export function listNode(items: readonly Node[], position: Position): ListNode {
  return { kind: 'list', position, items }
}

export function unknownNode(position: Position): UnknownNode {
  return { kind: 'unknown', position }
}

/** A plain value, e.g. from a parameter or an attribute, as a node at `position`. */
export function valueNode(value: string | readonly string[], position: Position): Node {
  return typeof value === 'string'
    ? textNode(value, position)
    : listNode(
        value.map((item) => textNode(item, position)),
        position,
      )
}

/** The value under `key`, or undefined when the node is no map or has no such key. */
export function memberOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.node : undefined
}

/** What a node's kind is called in an answer to a human. */
export function kindName(node: Node): string {
  return { scalar: 'a single value', list: 'a list', map: 'an object', unknown: 'a reference' }[node.kind]
}

/** The node as plain JSON with sorted keys: equal for templates that differ only in layout, comments or key order. */
export function canonicalText(node: Node): string {
  if (node.kind === 'scalar') return JSON.stringify(node.text)
  if (node.kind === 'list') return `[${node.items.map(canonicalText).join(',')}]`
  if (node.kind === 'unknown') return '?'
  const entries = [...node.entries].map(([key, { node: value }]) => `${JSON.stringify(key)}:${canonicalText(value)}`)
  return `{${entries.sort().join(',')}}`
}

/** The node as JSON text, functions left as they are. */
export function jsonText(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(jsonText).join(',')}]`
  if (node.kind !== 'map') return JSON.stringify(node.kind === 'scalar' ? node.value : null)
  const entries = [...node.entries].map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry.node)}`)
  return `{${entries.join(',')}}`
}

/** Whether any part of the node is not known yet. */
export function holdsUnknown(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(holdsUnknown)
  if (node.kind === 'map') return [...node.entries.values()].some((entry) => holdsUnknown(entry.node))
  return node.kind === 'unknown'
}
