import { findResourceType } from '../resources/index.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { checkCycles } from './dependencies.ts'
import { type DynamicValue, dynamicReferencesIn, fillIn, isSecretReference } from './dynamic-references.ts'
import { evaluate } from './evaluate.ts'
import { type Entry, holdsUnknown, type MapNode, type Node, textNode, unknownNode } from './node.ts'
import { refuse } from './problem.ts'
import { type Properties, readProperties } from './read-properties.ts'
import { outputKeyOf, type Reference, referencesIn } from './references.ts'
import { findResourceSchema, type ResourceSchema } from './resource-schemas.ts'
import { checkRules } from './rules.ts'
import { pathTo, type Scope } from './scope.ts'
import { pseudoParameters, scopeOf, type Surroundings } from './surroundings.ts'
import type { OutputDeclaration, ResourceDeclaration, Template } from './template.ts'

export interface PlannedResource {
  readonly declaration: ResourceDeclaration
  readonly type: ResourceType
  readonly schema: ResourceSchema
  /** Logical ids that must exist first. */
  readonly needs: ReadonlySet<string>
  /** What its properties read from other resources. */
  readonly references: readonly Reference[]
}

/** What a stack of this template would consist of, checked as far as possible before anything is made. */
export interface Plan {
  readonly template: Template
  readonly resources: ReadonlyMap<string, PlannedResource>
  readonly outputs: readonly OutputDeclaration[]
  readonly outputReferences: readonly Reference[]
  /** Names of the exports that the template imports. */
  readonly imports: readonly string[]
  /**
   * The properties of a resource, as far as what it refers to is known; `unknown` names those that depend on the rest.
   * `missing` are the dynamic references without a value.
   */
  previewProperties(
    logicalId: string,
    known: (reference: Reference) => string | undefined,
    dynamic?: DynamicValue,
  ): { readonly properties: Properties; readonly unknown: ReadonlySet<string>; readonly missing: ReadonlySet<string> }
  /** A string of an output. */
  resolveText(node: Node, known: (reference: Reference) => string, path: string): string
}

/** Checks the whole template; every refusal is a TemplateProblem. */
export function planStack(template: Template, surroundings: Surroundings): Plan {
  checkReferences(template, surroundings)
  const imports = new Set<string>()
  const scope = scopeOf(template, surroundings, imports)
  checkRules(template.rules, scope, surroundings)
  const holds = (condition: Node | undefined, path: string): boolean =>
    condition?.kind !== 'scalar' || scope.condition(condition.text, condition, path) !== false
  const declared = [...template.resources.values()].filter(({ condition, logicalId }) =>
    holds(condition, pathTo('Resources', logicalId)),
  )
  checkTypes(declared, surroundings)
  const present = new Set(declared.map(({ logicalId }) => logicalId))
  const resources = new Map(
    declared.map((declaration) => [
      declaration.logicalId,
      planResource(declaration, template, scope, present, surroundings),
    ]),
  )
  checkCycles(resources)
  const preview: Plan['previewProperties'] = (logicalId, known, dynamic = () => undefined) => {
    const planned = resources.get(logicalId)
    if (!planned) throw new Error(`no resource ${logicalId} in the plan`)
    const { declaration, type, schema } = planned
    const missing = new Set<string>()
    const evaluated = fillProperties(
      type,
      evaluateProperties(declaration, knowing(scope, known)),
      logicalId,
      dynamic,
      missing,
    )
    const unknown = [...evaluated.entries].filter(([, { node }]) => holdsUnknown(node)).map(([name]) => name)
    const properties = type.skipped ? {} : readProperties(type, schema, evaluated, logicalId)
    return { properties, unknown: new Set(unknown), missing }
  }
  const outputs = template.outputs.filter(({ condition, key }) => holds(condition, pathTo('Outputs', key)))
  const outputReferences: Reference[] = []
  const outputScope = recording(scope, present, outputReferences, 'Outputs', template, surroundings)
  for (const { key, value, exportName } of outputs)
    for (const node of exportName ? [value, exportName] : [value]) textOf(node, outputScope, pathTo('Outputs', key))
  return {
    template,
    resources,
    outputs,
    outputReferences,
    imports: [...imports],
    previewProperties: preview,
    resolveText: (node, known, path) =>
      textOf(node, knowing(scope, known), path) ?? refuse('Template error: the value is not known', node, path),
  }
}

/** What a condition leaves out is not made, whatever it would be. */
function checkTypes(declared: readonly ResourceDeclaration[], { skippedTypes }: Surroundings): void {
  const unknown = declared.filter(({ type }) => !findResourceType(type, skippedTypes))
  if (!unknown[0]) return
  const types = [...new Set(unknown.map(({ type }) => type))].join(', ')
  const [{ logicalId, typePosition }] = unknown
  refuse(
    `Template format error: Unrecognized resource types: [${types}]`,
    { position: typePosition },
    `Resources.${logicalId}.Type`,
  )
}

/** Every Ref, Fn::GetAtt, Fn::Sub and DependsOn must name something of the template, whatever the conditions say. */
function checkReferences(template: Template, { parameters }: Surroundings): void {
  const resources = new Set(template.resources.keys())
  const names = new Set([...resources, ...parameters.map(({ key }) => key), ...pseudoParameters])
  for (const { logicalId, properties, dependsOn } of template.resources.values()) {
    const path = pathTo('Resources', logicalId)
    const needed = dependsOn.map(({ logicalId: name, node }) => ({ name, node }))
    refuseUnresolved(needed, resources, 'Resources', pathTo(path, 'DependsOn'))
    if (properties) refuseUnresolved(referencesIn(properties), names, 'Resources', pathTo(path, 'Properties'))
  }
  for (const { key, value } of template.outputs)
    refuseUnresolved(referencesIn(value), names, 'Outputs', pathTo('Outputs', key))
}

function refuseUnresolved(
  references: readonly Reference[],
  known: ReadonlySet<string>,
  block: string,
  path: string,
): void {
  const missing = references.filter(({ name }) => !known.has(name))
  if (!missing[0]) return
  const names = [...new Set(missing.map(({ name }) => name))].join(', ')
  const text = `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`
  refuse(text, missing[0].node, path)
}

function planResource(
  declaration: ResourceDeclaration,
  template: Template,
  scope: Scope,
  present: ReadonlySet<string>,
  surroundings: Surroundings,
): PlannedResource {
  const type = findResourceType(declaration.type, surroundings.skippedTypes)
  const schema = type?.skipped ? { typeName: type.type } : findResourceSchema(declaration.type)
  if (!type || !schema) throw new Error(`no schema for ${declaration.type}`)
  if (!type.skipped) refuseForeign(declaration)
  const references: Reference[] = []
  const properties = evaluateProperties(
    declaration,
    recording(scope, present, references, 'Resources', template, surroundings),
  )
  const { logicalId } = declaration
  const filled = fillProperties(type, properties, logicalId, () => undefined, new Set())
  const known = type.skipped ? {} : readProperties(type, schema, filled, logicalId)
  const refusal = type.checkPlan?.(known, { logicalId, functions: surroundings.functions })
  if (refusal !== undefined) refuse(refusal, { position: declaration.typePosition }, pathTo('Resources', logicalId))
  const needs = [...references.map(({ name }) => name), ...declaration.dependsOn.map(({ logicalId }) => logicalId)]
  // A DependsOn of a resource that its condition leaves out asks for nothing.
  return { declaration, type, schema, references, needs: new Set(needs.filter((name) => present.has(name))) }
}

function refuseForeign({ logicalId, type, foreign: [first] }: ResourceDeclaration): void {
  if (!first) return
  const [name, { node, position }] = first
  const text =
    node.kind === 'scalar'
      ? `Template error: Unrecognized ${name} ${node.text} for resource ${logicalId}`
      : `poolgate does not implement the resource attribute ${name} of ${type}; remove it`
  refuse(text, { position }, pathTo(pathTo('Resources', logicalId), name))
}

function fillProperties(
  { unread = [], passedOn = [] }: ResourceType,
  properties: MapNode,
  logicalId: string,
  dynamic: DynamicValue,
  missing: Set<string>,
): MapNode {
  const path = pathTo(pathTo('Resources', logicalId), 'Properties')
  const asWritten: DynamicValue = (reference) =>
    isSecretReference(reference) ? `{{resolve:${reference}}}` : dynamic(reference)
  const entries = [...properties.entries].map(([name, { position, node }]): [string, Entry] => {
    const valueOf = passedOn.includes(name) ? asWritten : dynamic
    return [name, { position, node: unread.includes(name) ? node : fillIn(node, valueOf, missing, pathTo(path, name)) }]
  })
  return { ...properties, entries: new Map(entries) }
}

function evaluateProperties({ logicalId, properties, position }: ResourceDeclaration, scope: Scope): MapNode {
  const path = pathTo(pathTo('Resources', logicalId), 'Properties')
  const evaluated = properties && evaluate(properties, scope, path)
  if (!evaluated || evaluated.kind === 'unknown') return { kind: 'map', position, entries: new Map() }
  return evaluated.kind === 'map'
    ? evaluated
    : refuse(`Template format error: Properties of ${logicalId} must be an object`, evaluated, path)
}

/** A scope in which resources are unknown, and each mention of one is checked and written down. */
function recording(
  scope: Scope,
  present: ReadonlySet<string>,
  found: Reference[],
  block: string,
  template: Template,
  { skippedTypes }: Surroundings,
): Scope {
  return {
    ...scope,
    resource(reference, path) {
      const { name, attribute, node } = reference
      if (!present.has(name))
        refuse(
          `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`,
          node,
          path,
        )
      const type = findResourceType(template.resources.get(name)?.type ?? '', skippedTypes)
      if (attribute !== undefined && type && !hasAttribute(type, attribute))
        refuse(
          `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
          node,
          path,
        )
      found.push(reference)
      return unknownNode(node.position)
    },
  }
}

function hasAttribute({ skipped, attributes, output }: ResourceType, attribute: string): boolean {
  const isOutput = output !== undefined && (outputKeyOf(attribute) ?? '') !== ''
  return skipped !== undefined || isOutput || Object.hasOwn(attributes, attribute)
}

/** A scope in which resources that are referred to exist, as far as `known` has them. */
function knowing(scope: Scope, known: (reference: Reference) => string | undefined): Scope {
  return {
    ...scope,
    resource(reference) {
      const value = known(reference)
      return value === undefined ? unknownNode(reference.node.position) : textNode(value, reference.node.position)
    },
  }
}

/** Undefined while the text is unknown. */
function textOf(node: Node, scope: Scope, path: string): string | undefined {
  const value = evaluate(node, scope, path)
  if (value?.kind === 'unknown') return undefined
  if (value?.kind !== 'scalar')
    refuse('Template format error: The Value field of every Outputs member must evaluate to a String.', node, path)
  const [dynamic] = path.startsWith('Outputs') ? dynamicReferencesIn(value.text) : []
  if (dynamic !== undefined) refuse(`poolgate does not implement dynamic references in outputs: ${dynamic}`, node, path)
  return value.text
}
