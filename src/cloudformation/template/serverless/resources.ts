import { buildNode, type Buildable } from '../build-node.ts'
import { type Entry, kindName, type MapNode, memberOf, type Node, type Position } from '../node.ts'
import { refuseLacking, refuseResource } from './problems.ts'

export const functionType = 'AWS::Serverless::Function'
export const httpApiType = 'AWS::Serverless::HttpApi'

/** A resource of AWS SAM, with what Globals gives it. */
export interface ServerlessResource {
  readonly logicalId: string
  readonly position: Position
  readonly properties: MapNode
  /** DependsOn, Metadata and the like: they go to what the resource itself becomes. */
  readonly attributes: Readonly<Record<string, Node | undefined>>
  /** What a scalar says, or the parameter that is referred to; undefined for what is not known or no text. */
  readonly textOf: (node: Node | undefined) => string | undefined
}

/** Those that go to whatever else comes of the resource, too. */
const inherited = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']
const attributes = [...inherited, 'DependsOn', 'Metadata']

/** Which of a resource type's properties poolgate has; AWS SAM has those of `lacking` besides. */
export interface PropertyNames {
  readonly type: string
  readonly known: readonly string[]
  readonly lacking: readonly string[]
}

/** Refuses attributes and properties that AWS SAM does not know, and by name those that poolgate lacks. */
export function readServerlessResource(
  logicalId: string,
  { position, node }: Entry,
  names: PropertyNames,
  globals: (properties: MapNode) => MapNode,
  textOf: ServerlessResource['textOf'],
): ServerlessResource {
  const own = memberOf(node, 'Properties') ?? { kind: 'map', position, entries: new Map<string, Entry>() }
  if (node.kind !== 'map' || own.kind !== 'map') return refuseResource(logicalId, 'Properties must be an object.', node)
  for (const [name, entry] of node.entries)
    if (!['Type', 'Properties', ...attributes].includes(name))
      refuseLacking(logicalId, `the resource attribute ${name} of ${names.type}`, entry)
  const properties = globals(own)
  for (const [name, entry] of properties.entries)
    if (names.lacking.includes(name)) refuseLacking(logicalId, `the property ${name} of ${names.type}`, entry, name)
    else if (!names.known.includes(name))
      refuseResource(logicalId, `property ${name} not defined for resource of type ${names.type}`, entry, name)
  return {
    logicalId,
    position,
    properties,
    attributes: Object.fromEntries(attributes.map((name) => [name, memberOf(node, name)])),
    textOf,
  }
}

/** A resource of CloudFormation that comes of one of AWS SAM: the same resource, or another beside it. */
export function resourceOf(
  { position, attributes: own }: ServerlessResource,
  type: string,
  properties: Buildable,
  isItself = false,
): Node {
  const names = isItself ? attributes : inherited
  const kept = Object.fromEntries(names.map((name) => [name, own[name]]))
  return buildNode({ Type: type, ...kept, Properties: properties }, position)
}

/** A member that is an object, or none. */
export function mapAt({ logicalId, properties }: ServerlessResource, name: string): MapNode | undefined {
  const node = memberOf(properties, name)
  if (node !== undefined && (node.kind !== 'map' || isFunction(node)))
    refuseResource(logicalId, `Property '${name}' must be an object, not ${kindName(node)}.`, node, name)
  return node?.kind === 'map' ? node : undefined
}

/** Refuses members that poolgate does not know; `what` names the object. */
export function checkMembers(
  { logicalId }: ServerlessResource,
  map: MapNode,
  known: readonly string[],
  what: string,
): void {
  for (const [name, entry] of map.entries)
    if (!known.includes(name)) refuseLacking(logicalId, `${name} in ${what} of AWS SAM`, entry)
}

/** Whether the node is `Ref`, `Fn::Sub` or another function rather than the object that it looks like. */
export function isFunction(node: Node | undefined): boolean {
  if (node?.kind !== 'map' || node.entries.size !== 1) return false
  const [key = ''] = node.entries.keys()
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')
}

/** The condition and both branches, if the node is an Fn::If. */
export function choiceOf(item: Node): readonly [Node, Node, Node] | undefined {
  const choice = memberOf(item, 'Fn::If')
  const [condition, yes, no] = choice?.kind === 'list' && choice.items.length === 3 ? choice.items : []
  return condition && yes && no ? [condition, yes, no] : undefined
}

export function isNoValue(node: Node): boolean {
  const name = memberOf(node, 'Ref')
  return name?.kind === 'scalar' && name.text === 'AWS::NoValue'
}

export function getAtt(logicalId: string, attribute: string): Buildable {
  return { 'Fn::GetAtt': [logicalId, attribute] }
}

/** `value` where the condition holds, nothing elsewhere. */
export function onlyIf(condition: Node | undefined, value: Buildable): Buildable {
  return condition === undefined ? value : { 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] }
}
