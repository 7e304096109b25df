import { type Entry, listNode, type MapNode, memberOf, type Node, textNode } from './node.ts'
import { refuse } from './problem.ts'
import { pathTo } from './scope.ts'

/** The items of a list parameter; undefined when there is no such parameter. */
type ParameterItems = (name: string) => readonly string[] | undefined

/** What loops may write in all, keys and items counted: they multiply (promise P13). */
const mostEntries = 20_000

/**
 * AWS page "Fn::ForEach": replaces every loop in the sections that may hold one by what it stands for. The rest of the
 * template stays as it is.
 */
export function expandLoops(root: MapNode, itemsOf: ParameterItems): MapNode {
  const budget = { left: mostEntries }
  const entries = [...root.entries].map(([name, entry]): [string, Entry] =>
    ['Conditions', 'Resources', 'Outputs'].includes(name)
      ? [name, { ...entry, node: expand(entry.node, { bound: new Map(), itemsOf, budget }, name) }]
      : [name, entry],
  )
  return { ...root, entries: new Map(entries) }
}

interface Loop {
  /** The identifiers of the loops around a place, with what they stand for there. */
  readonly bound: ReadonlyMap<string, string>
  readonly itemsOf: ParameterItems
  readonly budget: { left: number }
}

function expand(node: Node, loop: Loop, path: string): Node {
  spend(loop, node, path)
  if (node.kind === 'unknown') return node
  if (node.kind === 'scalar') {
    const text = replaced(node.text, loop)
    return text === node.text ? node : textNode(text, node.position)
  }
  if (node.kind === 'list')
    return listNode(
      node.items.map((item, index) => expand(item, loop, pathTo(path, index))),
      node.position,
    )
  const reference = node.entries.size === 1 ? memberOf(node, 'Ref') : undefined
  const value = reference?.kind === 'scalar' ? loop.bound.get(reference.text) : undefined
  return value === undefined ? expandMap(node, loop, path) : textNode(value, node.position)
}

function expandMap(node: MapNode, loop: Loop, path: string): MapNode {
  const entries = new Map<string, Entry>()
  for (const [key, entry] of entriesOf(node, loop, path)) {
    if (entries.has(key)) refuse(`Template format error: Fn::ForEach writes the key ${key} twice`, entry, path)
    entries.set(key, entry)
  }
  return { ...node, entries }
}

function entriesOf(node: MapNode, loop: Loop, path: string): [string, Entry][] {
  return [...node.entries].flatMap(([key, { node: value, position }]): [string, Entry][] => {
    if (key.startsWith('Fn::ForEach::')) return iterate(value, loop, pathTo(path, key))
    const name = replaced(key, loop)
    return [[name, { position, node: expand(value, loop, pathTo(path, name)) }]]
  })
}

function iterate(node: Node, loop: Loop, path: string): [string, Entry][] {
  const [identifier, collection, body] = node.kind === 'list' && node.items.length === 3 ? node.items : []
  if (identifier?.kind !== 'scalar' || !collection || body?.kind !== 'map')
    refuse('Template error: every Fn::ForEach requires an identifier, a collection and an object', node, path)
  if (!/^[A-Za-z0-9]+$/.test(identifier.text))
    refuse(`Template error: the identifier ${identifier.text} of Fn::ForEach is non alphanumeric`, identifier, path)
  if (loop.bound.has(identifier.text) || loop.itemsOf(identifier.text))
    refuse(`Template error: the identifier ${identifier.text} of Fn::ForEach has a meaning already`, identifier, path)
  return itemsOf(collection, loop, path).flatMap((item) => {
    spend(loop, body, path)
    const bound = new Map([...loop.bound, [identifier.text, item] as const])
    return entriesOf(body, { ...loop, bound }, path)
  })
}

/** A list of strings, or a reference to a parameter that is one; what other functions yield is not known yet. */
function itemsOf(collection: Node, loop: Loop, path: string): readonly string[] {
  const reference = memberOf(collection, 'Ref')
  const items = reference?.kind === 'scalar' ? loop.itemsOf(reference.text) : undefined
  if (items) return items
  if (collection.kind !== 'list')
    refuse(
      'poolgate does not implement collections of Fn::ForEach other than lists and list parameters',
      collection,
      path,
    )
  return collection.items.flatMap((item) => {
    const expanded = expand(item, loop, path)
    if (expanded.kind === 'scalar') return [expanded.text]
    return itemsOf(expanded, loop, path)
  })
}

/** `${Name}` as it is, `&{Name}` without what no logical id may hold. */
function replaced(text: string, { bound }: Loop): string {
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, mark: string, name: string) => {
    const value = bound.get(name)
    if (value === undefined) return whole
    return mark === '$' ? value : value.replace(/[^A-Za-z0-9]/g, '')
  })
}

function spend({ budget }: Loop, node: Node, path: string): void {
  if (--budget.left < 0) refuse(`Template error: Fn::ForEach writes more than ${mostEntries} values`, node, path)
}
