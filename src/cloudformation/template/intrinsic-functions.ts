import { cidrBlocks } from './cidr.ts'
import { holdsUnknown, jsonText, listNode, memberOf, type Node, textNode, unknownNode, valueNode } from './node.ts'
import { refuse } from './problem.ts'
import { referenceOf, subParts } from './references.ts'
import { pathTo, type Scope } from './scope.ts'

/** Where a function stands, and the way back to evaluating what is inside it. */
interface Call {
  readonly node: Node
  readonly scope: Scope
  readonly path: string
  readonly evaluate: (node: Node, scope: Scope, path: string) => Node | undefined
}

type IntrinsicFunction = (argument: Node, call: Call) => Node | undefined

/** AWS page "Intrinsic function reference". A function that is not here is refused by name. */
export const intrinsicFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', ref],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::FindInMap', findInMap],
  ['Fn::GetAtt', getAtt],
  ['Fn::GetAZs', getAvailabilityZones],
  ['Fn::If', choose],
  ['Fn::ImportValue', importValue],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
])

/** AWS page "AWS::LanguageExtensions transform": functions of templates that declare it. */
export const extensionFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Fn::Length', length],
  ['Fn::ToJsonString', toJsonString],
])

/** Evaluates an argument; AWS::NoValue has no place inside a function. */
function valueOf(argument: Node, call: Call, name: string): Node {
  return (
    call.evaluate(argument, call.scope, pathTo(call.path, name)) ??
    refuse(`Template error: ${name} cannot hold AWS::NoValue`, argument, call.path)
  )
}

function argumentsOf(argument: Node, count: readonly number[], text: string, call: Call): readonly Node[] {
  if (argument.kind !== 'list' || !count.includes(argument.items.length)) refuse(text, argument, call.path)
  return argument.items
}

function ref(argument: Node, { node, scope, path }: Call): Node | undefined {
  if (argument.kind !== 'scalar' || argument.text === '')
    refuse('Template format error: Every Ref object must have a single String value.', argument, path)
  const parameter = scope.parameters.get(argument.text)
  return parameter ? parameter(node) : scope.resource({ name: argument.text, node }, path)
}

function getAtt(argument: Node, call: Call): Node {
  const text =
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute'
  if (argument.kind === 'scalar' && argument.text.includes('.'))
    return call.scope.resource(referenceOf(argument.text, call.node), call.path)
  const [name, attribute] = argumentsOf(argument, [2], text, call)
  const evaluated = attribute && valueOf(attribute, call, 'Fn::GetAtt')
  if (name?.kind !== 'scalar' || evaluated?.kind !== 'scalar' || !name.text || !evaluated.text)
    refuse(text, argument, call.path)
  return call.scope.resource({ name: name.text, attribute: evaluated.text, node: call.node }, call.path)
}

function sub(argument: Node, call: Call): Node {
  const text =
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string"
  const [template, variables] = argument.kind === 'list' ? argumentsOf(argument, [2], text, call) : [argument]
  if (template?.kind !== 'scalar') refuse(text, argument, call.path)
  if (variables && variables.kind !== 'map') refuse(text, variables, call.path)
  // Each once, however often it is used.
  const given = new Map<string, Node>()
  for (const [name, { node }] of variables?.entries ?? []) given.set(name, valueOf(node, call, 'Fn::Sub'))
  const pieces = subParts(template.text).map((part) =>
    'literal' in part
      ? part.literal
      : stringOf(given.get(part.variable) ?? variable(part.variable, call), call, 'Fn::Sub'),
  )
  return joined(pieces, '', call)
}

/** `${Name}` or `${Name.Attribute}` without an entry in Fn::Sub's own map. */
function variable(name: string, { node, scope, path }: Call): Node {
  if (!/^[A-Za-z0-9.:]+$/.test(name))
    refuse(
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
      node,
      path,
    )
  const parameter = scope.parameters.get(name)
  if (!parameter) return scope.resource(referenceOf(name, node), path)
  return parameter(node) ?? refuse('Template error: Fn::Sub cannot hold AWS::NoValue', node, path)
}

/** The text of a value inside a string; undefined while it is unknown. */
function stringOf(value: Node, call: Call, name: string): string | undefined {
  if (value.kind === 'unknown') return undefined
  if (value.kind === 'scalar') return value.text
  return refuse(
    `Template error: ${name} needs strings, not ${value.kind === 'list' ? 'a list' : 'an object'}`,
    value,
    call.path,
  )
}

function joined(pieces: readonly (string | undefined)[], delimiter: string, call: Call): Node {
  const known = pieces.filter((piece) => piece !== undefined)
  if (known.length < pieces.length) return unknownNode(call.node.position)
  const length = known.reduce((sum, piece) => sum + piece.length + delimiter.length, 0)
  checkSize(length, longestText, 'characters', call)
  return textNode(known.join(delimiter), call.node.position)
}

/** Functions can multiply text; these bounds keep a small template from filling the memory (promise P13). */
const longestText = 65_536
const mostParts = 1000

function checkSize(size: number, most: number, unit: string, { node, path }: Call): void {
  if (size > most) refuse(`Template error: the value of a function is limited to ${most} ${unit}`, node, path)
}

function join(argument: Node, call: Call): Node {
  const text =
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.'
  const [delimiter, values] = argumentsOf(argument, [2], text, call)
  const list = values && valueOf(values, call, 'Fn::Join')
  if (delimiter?.kind !== 'scalar' || !list || !['list', 'unknown'].includes(list.kind))
    refuse(text, argument, call.path)
  if (list.kind !== 'list') return unknownNode(call.node.position)
  return joined(
    list.items.map((item) => stringOf(item, call, 'Fn::Join')),
    delimiter.text,
    call,
  )
}

function select(argument: Node, call: Call): Node {
  const text = 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list'
  const [first, second] = argumentsOf(argument, [2], text, call)
  const index = first && valueOf(first, call, 'Fn::Select')
  const list = second && valueOf(second, call, 'Fn::Select')
  if (index?.kind === 'unknown' || list?.kind === 'unknown') return unknownNode(call.node.position)
  if (index?.kind !== 'scalar' || !/^\d+$/.test(index.text) || list?.kind !== 'list') refuse(text, argument, call.path)
  return (
    list.items[Number(index.text)] ??
    refuse(`Template error: Fn::Select cannot select nonexistent value at index ${index.text}`, argument, call.path)
  )
}

function split(argument: Node, call: Call): Node {
  const text =
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.'
  const [delimiter, source] = argumentsOf(argument, [2], text, call)
  const value = source && valueOf(source, call, 'Fn::Split')
  if (value?.kind === 'unknown') return unknownNode(call.node.position)
  if (delimiter?.kind !== 'scalar' || delimiter.text === '' || value?.kind !== 'scalar')
    refuse(text, argument, call.path)
  const parts = value.text.split(delimiter.text)
  checkSize(parts.length, mostParts, 'parts', call)
  return valueNode(parts, call.node.position)
}

function base64(argument: Node, call: Call): Node {
  const text = stringOf(valueOf(argument, call, 'Fn::Base64'), call, 'Fn::Base64')
  return joined([text === undefined ? undefined : Buffer.from(text).toString('base64')], '', call)
}

function cidr(argument: Node, call: Call): Node {
  const text =
    'Template error: Fn::Cidr requires an IPv4 address block, a count from 1 to 256 and, optionally, the number of subnet bits'
  const values = argumentsOf(argument, [2, 3], text, call).map((item) => valueOf(item, call, 'Fn::Cidr'))
  if (values.some((value) => value.kind === 'unknown')) return unknownNode(call.node.position)
  const [block = '', count = '', bits = '8'] = values.map((value) => stringOf(value, call, 'Fn::Cidr'))
  return valueNode(
    cidrBlocks(block, Number(count), Number(bits)) ?? refuse(text, argument, call.path),
    call.node.position,
  )
}

function findInMap(argument: Node, call: Call): Node {
  const text =
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value'
  const keys = argumentsOf(argument, [3], text, call).map((item) =>
    stringOf(valueOf(item, call, 'Fn::FindInMap'), call, 'Fn::FindInMap'),
  )
  const [map, top, second] = keys
  if (map === undefined || top === undefined || second === undefined) return unknownNode(call.node.position)
  const mapping = memberOf(call.scope.mappings, map)
  if (!mapping)
    refuse(
      `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`,
      argument,
      call.path,
    )
  return (
    memberOf(memberOf(mapping, top), second) ??
    refuse(`Template error: Unable to get mapping for ${map}::${top}::${second}`, argument, call.path)
  )
}

function choose(argument: Node, call: Call): Node | undefined {
  const text = 'Template error: Fn::If requires a list argument with three elements'
  const [name, whenTrue, whenFalse] = argumentsOf(argument, [3], text, call)
  if (name?.kind !== 'scalar' || !whenTrue || !whenFalse) refuse(text, argument, call.path)
  const holds = call.scope.condition(name.text, name, call.path)
  if (holds !== undefined) return call.evaluate(holds ? whenTrue : whenFalse, call.scope, call.path)
  // Neither branch is chosen yet, but both must make sense.
  for (const branch of [whenTrue, whenFalse]) call.evaluate(branch, call.scope, call.path)
  return unknownNode(call.node.position)
}

function importValue(argument: Node, call: Call): Node {
  const name = stringOf(valueOf(argument, call, 'Fn::ImportValue'), call, 'Fn::ImportValue')
  if (name === undefined) return unknownNode(call.node.position)
  const value = call.scope.findExport(name)
  return value === undefined
    ? refuse(`No export named ${name} found.`, call.node, call.path)
    : textNode(value, call.node.position)
}

/** Three zones per region, as in most of AWS's. */
function getAvailabilityZones(argument: Node, call: Call): Node {
  const region = stringOf(valueOf(argument, call, 'Fn::GetAZs'), call, 'Fn::GetAZs')
  if (region === undefined) return unknownNode(call.node.position)
  const zones = ['a', 'b', 'c'].map((zone) => textNode(`${region || call.scope.region}${zone}`, call.node.position))
  return listNode(zones, call.node.position)
}

function length(argument: Node, call: Call): Node {
  const list = valueOf(argument, call, 'Fn::Length')
  if (list.kind === 'unknown') return list
  if (list.kind !== 'list') refuse('Template error: Fn::Length requires a list', argument, call.path)
  const { position } = call.node
  return { kind: 'scalar', position, value: list.items.length, text: String(list.items.length) }
}

function toJsonString(argument: Node, call: Call): Node {
  const value = valueOf(argument, call, 'Fn::ToJsonString')
  if (holdsUnknown(value)) return unknownNode(call.node.position)
  if (value.kind === 'scalar')
    refuse('Template error: Fn::ToJsonString requires an object or a list', argument, call.path)
  return joined([jsonText(value)], '', call)
}
