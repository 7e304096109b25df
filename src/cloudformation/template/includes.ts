import { type Entry, type MapNode, memberOf, type Node, type Position } from './node.ts'
import { readParameters } from './parameters.ts'
import { parseTemplate } from './parse-template.ts'
import { describeProblem, refuse, TemplateProblem } from './problem.ts'

export const include = 'AWS::Include'

/** Texts that go into a template, by the location that it names, e.g. `s3://bucket/key`. */
export type Includes = Readonly<Record<string, string>>

/** Bytes of what a template includes, all in all: what is included often counts as often (promise P13). */
export const largestIncluded = 1_000_000

/** Whether a template can include anything at all. */
export function mayInclude(text: string): boolean {
  return /Fn::Transform|!Transform/.test(text)
}

/** The locations that a template names (AWS page "AWS::Include transform"). @param given values of its parameters */
export function includedLocations(text: string, given: ReadonlyMap<string, string>): readonly string[] {
  if (!mayInclude(text)) return []
  const locations = new Set<string>()
  const root = parseTemplate(text)
  replaceIncludes(root, valuesOf(root, given), (location) => {
    locations.add(location)
    return new Map()
  })
  return [...locations]
}

/** The template with what it includes among what stands beside the call. What is included has the place of the call. */
export function withIncludes(root: MapNode, includes: Includes, given: ReadonlyMap<string, string>): MapNode {
  let size = 0
  return replaceIncludes(root, valuesOf(root, given), (location, at) => {
    const text = includes[location]
    if (text === undefined) return refuse(`Transform ${include} failed with: nothing is at ${location}`, at)
    size += Buffer.byteLength(text)
    if (size > largestIncluded) refuse(`Template may not exceed ${largestIncluded} bytes in size.`, at)
    return placed(parseIncluded(text, location, at), at.position).entries
  })
}

type Lookup = (parameter: string) => string | undefined

function valuesOf(root: MapNode, given: ReadonlyMap<string, string>): Lookup {
  const declarations = readParameters(memberOf(root, 'Parameters'))
  return (name) => given.get(name) ?? declarations.find(({ key }) => key === name)?.default
}

function parseIncluded(text: string, location: string, at: Node): MapNode {
  try {
    if (mayInclude(text)) refuse('what is included includes something itself', undefined)
    return parseTemplate(text)
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    return refuse(`Transform ${include} failed with: ${describeProblem(error, location)}`, at)
  }
}

function replaceIncludes(
  root: MapNode,
  valueOf: Lookup,
  find: (location: string, at: Node) => ReadonlyMap<string, Entry>,
): MapNode {
  function replaceIn(map: MapNode): MapNode {
    const entries = [...map.entries].flatMap(([key, { position, node }]): [string, Entry][] =>
      key === 'Fn::Transform' ? [...find(locationOf(node, valueOf), node)] : [[key, { position, node: replace(node) }]],
    )
    const all = new Map(entries)
    if (all.size < entries.length) refuse(`Transform ${include} failed with: a key is there already`, map)
    return { ...map, entries: all }
  }
  function replace(node: Node): Node {
    if (node.kind === 'list') return { ...node, items: node.items.map(replace) }
    return node.kind === 'map' ? replaceIn(node) : node
  }
  return replaceIn(root)
}

function locationOf(call: Node, valueOf: Lookup): string {
  const name = memberOf(call, 'Name')
  if (name?.kind !== 'scalar' || name.text !== include)
    refuse(`poolgate does not implement the transform ${name?.kind === 'scalar' ? name.text : 'of this name'}`, call)
  const node = memberOf(memberOf(call, 'Parameters'), 'Location')
  const parameter = memberOf(node, 'Ref')
  const location =
    node?.kind === 'scalar' ? node.text : parameter?.kind === 'scalar' ? valueOf(parameter.text) : undefined
  if (location === undefined || !/^s3:\/\/[^/]+\/.+/.test(location))
    return refuse(`Transform ${include} failed with: The location parameter is not a valid S3 uri.`, node ?? call)
  return location
}

/** The same at one place of another text. */
function placed<Tree extends Node>(node: Tree, position: Position): Tree {
  if (node.kind === 'list') return { ...node, position, items: node.items.map((item) => placed(item, position)) }
  if (node.kind !== 'map') return { ...node, position }
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    { position, node: placed(entry.node, position) },
  ])
  return { ...node, position, entries: new Map(entries) }
}
