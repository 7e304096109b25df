import type { Entry, MapNode, Node, Position } from './node.ts'

/** What a node is made of. Members that are undefined are left out. */
export type Buildable =
  | Node
  | string
  | number
  | boolean
  | readonly Buildable[]
  | ReadonlyMap<string, Buildable | undefined>
  | { readonly [key: string]: Buildable | undefined }

/** The value as a node at `position`; nodes in it keep their own places. */
export function buildNode(value: Buildable, position: Position): Node {
  if (isNode(value)) return value
  if (typeof value !== 'object') return { kind: 'scalar', position, value, text: String(value) }
  if (isList(value)) return { kind: 'list', position, items: value.map((item) => buildNode(item, position)) }
  return buildMap(value instanceof Map ? value : new Map(Object.entries(value)), position)
}

export function buildMap(members: ReadonlyMap<string, Buildable | undefined>, position: Position): MapNode {
  const entries = [...members].flatMap(([key, member]): [string, Entry][] =>
    member === undefined ? [] : [[key, { position, node: buildNode(member, position) }]],
  )
  return { kind: 'map', position, entries: new Map(entries) }
}

/** The map with these members in place of those of their names. */
export function withMembers(map: MapNode, members: Readonly<Record<string, Buildable | undefined>>): MapNode {
  const given = new Map(Object.entries(members))
  const kept = [...map.entries].filter(([key]) => !given.has(key))
  return { ...map, entries: new Map([...kept, ...buildMap(given, map.position).entries]) }
}

function isNode(value: Buildable): value is Node {
  return typeof value === 'object' && 'kind' in value && 'position' in value
}

function isList(value: object): value is readonly Buildable[] {
  return Array.isArray(value)
}
