import { type Entry, type MapNode, memberOf, type Node, type Position } from './node.ts'
import { include, type Includes, mayInclude, withIncludes } from './includes.ts'
import { parseTemplate } from './parse-template.ts'
import { refuse } from './problem.ts'
import { pathTo } from './scope.ts'
import { serverless } from './serverless/transform.ts'
import { readTransforms, transformTemplate } from './transforms.ts'

export interface ResourceDeclaration {
  readonly logicalId: string
  readonly position: Position
  readonly type: string
  readonly typePosition: Position
  readonly properties: Node | undefined
  readonly dependsOn: readonly { readonly logicalId: string; readonly node: Node }[]
  readonly condition: Node | undefined
  readonly metadata: Node | undefined
  readonly deletionPolicy: 'Delete' | 'Retain' | 'RetainExceptOnCreate'
  readonly updateReplacePolicy: 'Delete' | 'Retain'
  /** Attributes that only types have which poolgate lacks. They are as good as absent where such a type is skipped. */
  readonly foreign: readonly (readonly [name: string, Entry])[]
}

export interface OutputDeclaration {
  readonly key: string
  readonly value: Node
  readonly description: string | undefined
  readonly condition: Node | undefined
  readonly exportName: Node | undefined
}

/** A template whose anatomy is right (AWS page "Template anatomy"); its functions are not evaluated yet. */
export interface Template {
  /** All of it, as its transforms leave it. */
  readonly root: MapNode
  readonly transforms: readonly string[]
  readonly description: string | undefined
  readonly metadata: Node | undefined
  readonly parameters: Node | undefined
  readonly rules: Node | undefined
  readonly mappings: Node | undefined
  readonly conditions: Node | undefined
  readonly resources: ReadonlyMap<string, ResourceDeclaration>
  readonly outputs: readonly OutputDeclaration[]
}

const sections = [
  'AWSTemplateFormatVersion',
  'Transform',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]
/** What AWS SAM adds. */
const serverlessSections = ['Globals']
/** Sections of CloudFormation that poolgate lacks: refused by name, never skipped. */
const missingSections = ['Hooks']

/**
 * Reads a template's text. Every refusal is a TemplateProblem with its place.
 * @param given values of parameters that loops go through; their defaults count where it has none
 * @param includes what it includes, by location
 */
export function readTemplate(
  text: string,
  given: ReadonlyMap<string, string> = new Map(),
  includes: Includes = {},
): Template {
  const parsed = parseTemplate(text)
  const written = mayInclude(text) ? withIncludes(parsed, includes, given) : parsed
  const transforms = [...(written === parsed ? [] : [include]), ...readTransforms(written)]
  checkSections(written, transforms.includes(serverless) ? [...sections, ...serverlessSections] : sections)
  const parameters = sectionOf(written, 'Parameters')
  const root = transformTemplate(written, transforms, parameters, given)
  checkLimits(root)
  return {
    root,
    transforms,
    description: descriptionOf(root, ''),
    metadata: memberOf(root, 'Metadata'),
    parameters,
    rules: sectionOf(root, 'Rules'),
    mappings: readMappings(root),
    conditions: sectionOf(root, 'Conditions'),
    resources: readResources(root),
    outputs: readOutputs(root),
  }
}

function checkSections(root: MapNode, known: readonly string[]): void {
  const unknown = [...root.entries].filter(([key]) => !known.includes(key) && !missingSections.includes(key))
  if (unknown[0])
    refuse(`Invalid template property or properties [${unknown.map(([key]) => key).join(', ')}]`, unknown[0][1])
  for (const name of missingSections) {
    const entry = root.entries.get(name)
    if (entry) refuse(`poolgate does not implement the template section ${name}; remove it`, entry, name)
  }
  const version = memberOf(root, 'AWSTemplateFormatVersion')
  if (version && (version.kind !== 'scalar' || version.text !== '2010-09-09'))
    refuse(
      'Template format error: unsupported value for AWSTemplateFormatVersion.',
      version,
      'AWSTemplateFormatVersion',
    )
}

/** AWS page "Understand CloudFormation quotas". */
function checkLimits(root: Node): void {
  for (const [name, most] of [
    ['Parameters', 200],
    ['Mappings', 200],
    ['Resources', 500],
    ['Outputs', 200],
  ] as const) {
    const section = memberOf(root, name)
    if (section?.kind === 'map' && section.entries.size > most)
      refuse(
        `Template format error: Number of ${name.toLowerCase()}, ${section.entries.size}, is greater than maximum allowed, ${most}`,
        section,
        name,
      )
  }
}

function sectionOf(root: Node, name: string): Node | undefined {
  const section = memberOf(root, name)
  if (section && section.kind !== 'map') refuse(`Template format error: ${name} must be an object`, section, name)
  return section
}

function descriptionOf(node: Node, path: string): string | undefined {
  const description = memberOf(node, 'Description')
  if (!description) return undefined
  if (description.kind !== 'scalar')
    refuse('Template format error: Description must be a string.', description, pathTo(path, 'Description'))
  if (Buffer.byteLength(description.text) > 1024)
    refuse(
      "Template format error: 'Description' length is greater than 1024.",
      description,
      pathTo(path, 'Description'),
    )
  return description.text
}

function readMappings(root: Node): Node | undefined {
  const section = sectionOf(root, 'Mappings')
  for (const [name, { node: mapping }] of section?.kind === 'map' ? section.entries : [])
    for (const [key, { node: attributes }] of mapping.kind === 'map'
      ? mapping.entries
      : [[name, { node: mapping }] as const]) {
      const path = pathTo(pathTo('Mappings', name), key)
      if (attributes.kind !== 'map')
        refuse(`Template format error: Every Mappings attribute must be a String or a List.`, attributes, path)
      for (const { node } of attributes.entries.values())
        if (node.kind === 'map')
          refuse('Template format error: Every Mappings attribute must be a String or a List.', node, path)
    }
  return section
}

function readResources(root: Node): ReadonlyMap<string, ResourceDeclaration> {
  const section = sectionOf(root, 'Resources')
  if (section?.kind !== 'map' || section.entries.size === 0)
    refuse('Template format error: At least one Resources member must be defined.', section ?? root)
  const resources = [...section.entries].map(
    ([logicalId, { node, position }]) => [logicalId, readResource(logicalId, node, position)] as const,
  )
  return new Map(resources)
}

const attributes = ['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata']
const foreignAttributes = ['CreationPolicy', 'UpdatePolicy']
/** AWS page "AWS::CloudFormation::CustomResource": they may say which version of theirs they follow. */
const customResource = /^(Custom::|AWS::CloudFormation::CustomResource$)/

function readResource(logicalId: string, node: Node, position: Position): ResourceDeclaration {
  const path = pathTo('Resources', logicalId)
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId))
    refuse(`Template format error: Resource name ${logicalId} is non alphanumeric.`, { position }, path)
  if (node.kind !== 'map')
    refuse(`Template format error: [/Resources/${logicalId}] resource definition is malformed`, node, path)
  const type = memberOf(node, 'Type')
  const isCustom = type?.kind === 'scalar' && customResource.test(type.text)
  const known = [...attributes, ...foreignAttributes, ...(isCustom ? ['Version'] : [])]
  for (const [name, entry] of node.entries)
    if (!known.includes(name)) refuse(`Invalid template resource property '${name}'`, entry, pathTo(path, name))
  if (type?.kind !== 'scalar' || type.text === '')
    refuse(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
      node,
      path,
    )
  const properties = memberOf(node, 'Properties')
  if (properties && properties.kind !== 'map')
    refuse(`Template format error: [/Resources/${logicalId}/Properties] Properties must be an object`, properties, path)
  return {
    logicalId,
    position,
    type: type.text,
    typePosition: type.position,
    properties,
    dependsOn: readDependsOn(memberOf(node, 'DependsOn'), path),
    condition: conditionOf(node, path),
    metadata: memberOf(node, 'Metadata'),
    deletionPolicy: policyOf(node, 'DeletionPolicy', path),
    updateReplacePolicy: policyOf(node, 'UpdateReplacePolicy', path) === 'Delete' ? 'Delete' : 'Retain',
    foreign: [...node.entries].filter(([name, entry]) => foreignAttributes.includes(name) || isSnapshot(name, entry)),
  }
}

/** No resource type of poolgate's can be snapshotted. */
function isSnapshot(name: string, { node }: Entry): boolean {
  return /^(Deletion|UpdateReplace)Policy$/.test(name) && node.kind === 'scalar' && node.text === 'Snapshot'
}

function readDependsOn(node: Node | undefined, path: string): ResourceDeclaration['dependsOn'] {
  const items = node?.kind === 'list' ? node.items : node ? [node] : []
  return items.map((item) => {
    if (item.kind !== 'scalar')
      refuse(
        'Template format error: Every DependsOn value must be a string or a list of strings.',
        item,
        pathTo(path, 'DependsOn'),
      )
    return { logicalId: item.text, node: item }
  })
}

function conditionOf(node: Node, path: string): Node | undefined {
  const condition = memberOf(node, 'Condition')
  if (condition && condition.kind !== 'scalar')
    refuse('Template format error: Every Condition member must be a string.', condition, pathTo(path, 'Condition'))
  return condition
}

function policyOf(
  node: Node,
  name: 'DeletionPolicy' | 'UpdateReplacePolicy',
  path: string,
): ResourceDeclaration['deletionPolicy'] {
  const policy = memberOf(node, name)
  if (!policy) return 'Delete'
  const text = policy.kind === 'scalar' ? policy.text : ''
  if (text === 'Delete' || text === 'Retain') return text
  if (text === 'Snapshot') return 'Delete'
  if (text === 'RetainExceptOnCreate' && name === 'DeletionPolicy') return text
  return refuse(
    `Template error: Unrecognized ${name} ${text} for resource ${path.split('.')[1]}`,
    policy,
    pathTo(path, name),
  )
}

function readOutputs(root: Node): OutputDeclaration[] {
  const section = sectionOf(root, 'Outputs')
  return [...(section?.kind === 'map' ? section.entries : [])].map(([key, { node, position }]) => {
    const path = pathTo('Outputs', key)
    if (!/^[A-Za-z0-9]{1,255}$/.test(key))
      refuse(`Template format error: Output name ${key} is non alphanumeric.`, { position }, path)
    if (node.kind !== 'map') refuse(`Template format error: Output ${key} is malformed.`, node, path)
    for (const [name, entry] of node.entries)
      if (!['Value', 'Description', 'Condition', 'Export'].includes(name))
        refuse(`Invalid template output property '${name}'`, entry, pathTo(path, name))
    const value = memberOf(node, 'Value')
    if (!value) refuse(`Template format error: Every Outputs member must contain a Value object`, node, path)
    const exported = memberOf(node, 'Export')
    const exportName = memberOf(exported, 'Name')
    if (exported && (!exportName || exported.kind !== 'map' || exported.entries.size !== 1))
      refuse(
        'Template format error: Every Export object must contain a Name and nothing else.',
        exported,
        pathTo(path, 'Export'),
      )
    return { key, value, description: descriptionOf(node, path), condition: conditionOf(node, path), exportName }
  })
}
