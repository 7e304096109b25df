import { buildNode } from '../build-node.ts'
import type { Entry, Node } from '../node.ts'

/** Names like `Api.Stage` and `Function.Alias` with the logical ids that they stand for. */
type Referable = ReadonlyMap<string, string>

/** The template with `Ref: Api.Stage`, `Fn::GetAtt: [Function, Version.Version]` and the like as references to what they stand for. */
export function withReferences<Tree extends Node>(tree: Tree, referable: Referable): Tree {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => withReferences(item, referable)) }
  if (tree.kind !== 'map') return tree
  const [only] = tree.entries.size === 1 ? tree.entries : []
  const entries = [...tree.entries].map(([key, entry]): [string, Entry] => {
    const replaced = only && replacementOf(key, entry, referable)
    return [key, { ...entry, node: replaced ?? withReferences(entry.node, referable) }]
  })
  return { ...tree, entries: new Map(entries) }
}

function replacementOf(key: string, { node, position }: Entry, referable: Referable): Node | undefined {
  if (key === 'Ref') {
    const logicalId = node.kind === 'scalar' ? referable.get(node.text) : undefined
    return logicalId === undefined ? undefined : buildNode(logicalId, position)
  }
  if (key === 'Fn::GetAtt') return attributeOf(node, referable)
  if (key !== 'Fn::Sub') return undefined
  const text = node.kind === 'list' ? node.items[0] : node
  if (text?.kind !== 'scalar') return undefined
  const written = buildNode(withNames(text.text, referable), text.position)
  if (node.kind !== 'list') return written
  return { ...node, items: [written, ...node.items.slice(1).map((item) => withReferences(item, referable))] }
}

function attributeOf(node: Node, referable: Referable): Node | undefined {
  if (node.kind !== 'list') return undefined
  const parts = node.items.flatMap((item) => (item.kind === 'scalar' ? item.text.split('.') : []))
  const logicalId = referable.get(parts.slice(0, 2).join('.'))
  if (logicalId === undefined || parts.length < 3) return undefined
  return buildNode([logicalId, parts.slice(2).join('.')], node.position)
}

/** `${Function.Alias}` and `${Function.Version.Version}` in a text. */
function withNames(text: string, referable: Referable): string {
  return text.replace(/\$\{([^!.}]+\.[^.}]+)(\.[^}]+)?\}/g, (whole, name: string, attribute: string | undefined) => {
    const logicalId = referable.get(name)
    return logicalId === undefined ? whole : `\${${logicalId}${attribute ?? ''}}`
  })
}
