import { extensionFunctions, intrinsicFunctions } from './intrinsic-functions.ts'
import { type Entry, listNode, type Node } from './node.ts'
import { refuse } from './problem.ts'
import { pathTo, type Scope } from './scope.ts'

/**
 * Replaces every intrinsic function in `node` by its value. Undefined is AWS::NoValue: the property or item is left
 * out. What depends on an unknown value is unknown.
 */
export function evaluate(node: Node, scope: Scope, path: string): Node | undefined {
  if (node.kind === 'scalar' || node.kind === 'unknown') return node
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => evaluate(item, scope, pathTo(path, index)))
    return listNode(
      items.filter((item) => item !== undefined),
      node.position,
    )
  }
  const call = functionCall(node.entries, scope, path)
  if (call) return call.run(call.argument, { node, scope, path, evaluate })
  const entries = new Map<string, Entry>()
  for (const [key, entry] of node.entries) {
    const value = evaluate(entry.node, scope, pathTo(path, key))
    if (value) entries.set(key, { position: entry.position, node: value })
  }
  return { kind: 'map', position: node.position, entries }
}

/** The intrinsic function that an object is, if it is one: `{ "Fn::Join": [...] }`, `{ "Ref": "X" }`. */
function functionCall(entries: ReadonlyMap<string, Entry>, { extended }: Scope, path: string) {
  for (const [name, { node: argument, position }] of entries) {
    if (!name.startsWith('Fn::') && name !== 'Ref') continue
    if (entries.size > 1) {
      if (name === 'Ref') continue
      refuse(`Template format error: ${name} must be the only key of its object`, { position }, path)
    }
    const functions = extended ? new Map([...intrinsicFunctions, ...extensionFunctions]) : intrinsicFunctions
    const run = functions.get(name)
    if (!run)
      refuse(
        `Template error: Encountered unsupported function: ${name} Supported functions are: [${[...functions.keys()].join(', ')}]`,
        { position },
        path,
      )
    return { run, argument }
  }
  return undefined
}
