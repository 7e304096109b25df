import { type Entry, type MapNode, memberOf, type Node } from '../node.ts'
import { refuse } from '../problem.ts'
import { pathTo } from '../scope.ts'
import { functionType, httpApiType, isFunction } from './resources.ts'

/** Sections of Globals, whether poolgate has their resource type or not; the last must not be in the template then. */
const sections = ['Api', 'CapacityProvider', 'Function', 'HttpApi', 'LayerVersion', 'SimpleTable', 'StateMachine']

const unsupported: ReadonlyMap<string, readonly string[]> = new Map([
  [
    functionType,
    ['Role', 'Policies', 'FunctionName', 'Events', 'ImageUri', 'InlineCode', 'PackageType', 'ImageConfig'],
  ],
  [httpApiType, ['DefinitionBody', 'DefinitionUri', 'Description', 'DisableExecuteApiEndpoint', 'Name', 'StageName']],
])

/** AWS SAM developer guide, "Globals section": what every resource of a type has unless it says otherwise. */
export function readGlobals(root: Node): (type: string) => (properties: MapNode) => MapNode {
  const globals = memberOf(root, 'Globals')
  if (globals && globals.kind !== 'map') refuseGlobals('It must be a non-empty dictionary', globals)
  for (const [name, entry] of globals?.kind === 'map' ? globals.entries : []) checkSection(name, entry)
  return (type) => {
    const section = memberOf(globals, type.replace('AWS::Serverless::', ''))
    return (properties) => (section?.kind === 'map' ? mergeMaps(section, properties) : properties)
  }
}

function checkSection(name: string, { position, node }: Entry): void {
  if (!sections.includes(name)) refuseGlobals(`'${name}' is not supported.`, { position })
  if (node.kind !== 'map') return refuseGlobals(`Value of ${name} must be a dictionary`, node)
  const unknown = [...node.entries].find(([key]) => unsupported.get(`AWS::Serverless::${name}`)?.includes(key))
  if (unknown) refuseGlobals(`'${unknown[0]}' is not a supported property of '${name}'.`, unknown[1], name)
}

function refuseGlobals(problem: string, at: Pick<Entry, 'position'>, path?: string): never {
  return refuse(
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. 'Globals' section is invalid. ${problem}`,
    at,
    path === undefined ? 'Globals' : pathTo('Globals', path),
  )
}

/** Objects are merged, lists joined, anything else is the resource's own. */
function merge(global: Node, own: Node): Node {
  if (isFunction(global) || isFunction(own)) return own
  if (global.kind === 'map' && own.kind === 'map') return mergeMaps(global, own)
  if (global.kind === 'list' && own.kind === 'list') return { ...own, items: [...global.items, ...own.items] }
  return own
}

function mergeMaps(global: MapNode, own: MapNode): MapNode {
  const entries = new Map(global.entries)
  for (const [key, entry] of own.entries) {
    const other = global.entries.get(key)
    entries.set(key, other ? { ...entry, node: merge(other.node, entry.node) } : entry)
  }
  return { ...own, entries }
}
