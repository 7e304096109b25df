import { runInNewContext } from 'node:vm'
import { memberOf, type Node } from './node.ts'
import { type ParameterType, readParameterType } from './parameter-types.ts'
import { refuse } from './problem.ts'
import { pathTo } from './scope.ts'

/** A declared template parameter (AWS page "Parameters"). */
export interface ParameterDeclaration extends ParameterType {
  readonly key: string
  /** As the template has it. */
  readonly declaredType: string
  readonly node: Node
  readonly default: string | undefined
  readonly noEcho: boolean
  readonly description: string | undefined
  readonly allowedValues: readonly string[] | undefined
  readonly allowedPattern: string | undefined
  readonly constraintDescription: string | undefined
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  readonly minValue: number | undefined
  readonly maxValue: number | undefined
}

const members = [
  'Type',
  'Default',
  'NoEcho',
  'Description',
  'AllowedValues',
  'AllowedPattern',
  'ConstraintDescription',
].concat(['MinLength', 'MaxLength', 'MinValue', 'MaxValue'])

export function readParameters(section: Node | undefined): ParameterDeclaration[] {
  const declarations = [...(section?.kind === 'map' ? section.entries : [])].map(([key, { node, position }]) => {
    const path = pathTo('Parameters', key)
    if (!/^[A-Za-z0-9]{1,255}$/.test(key))
      refuse(`Template format error: Parameter name ${key} is non alphanumeric.`, { position }, path)
    return readParameter(key, node, path)
  })
  const broken = findBroken(declarations, (declaration) => declaration.default)
  if (broken)
    refuse(
      broken.text,
      memberOf(broken.declaration.node, 'Default'),
      pathTo(pathTo('Parameters', broken.declaration.key), 'Default'),
    )
  return declarations
}

function readParameter(key: string, node: Node, path: string): ParameterDeclaration {
  if (node.kind !== 'map') refuse(`Template format error: Parameter ${key} is malformed.`, node, path)
  for (const [name, entry] of node.entries)
    if (!members.includes(name)) refuse(`Invalid template parameter property '${name}'`, entry, pathTo(path, name))
  const text = (name: string): string | undefined => {
    const value = memberOf(node, name)
    if (value && value.kind !== 'scalar')
      refuse(`Template format error: Every ${name} member must be a string.`, value, pathTo(path, name))
    return value?.text
  }
  const amount = (name: string): number | undefined => {
    const value = text(name)
    if (value !== undefined && !isNumber(value))
      refuse(`Template format error: ${name} must be a number`, memberOf(node, name), pathTo(path, name))
    return value === undefined ? undefined : Number(value)
  }
  const typeText = text('Type')
  if (!typeText) refuse(`Template format error: Every Parameters object must contain a Type member.`, node, path)
  const type = readParameterType(typeText)
  if (!type)
    refuse(
      /^(List<)?AWS::/.test(typeText)
        ? `poolgate does not implement the parameter type ${typeText} (parameter ${key}); use String`
        : `Template format error: Unrecognized parameter type: ${typeText}`,
      memberOf(node, 'Type'),
      pathTo(path, 'Type'),
    )
  const allowed = memberOf(node, 'AllowedValues')
  if (allowed && allowed.kind !== 'list')
    refuse('Template format error: Every AllowedValues member must be a list.', allowed, path)
  return {
    key,
    ...type,
    declaredType: typeText,
    node,
    default: text('Default'),
    noEcho: text('NoEcho') === 'true',
    description: text('Description'),
    allowedValues: allowed?.items.map((item) => (item.kind === 'scalar' ? item.text : '')),
    allowedPattern: text('AllowedPattern'),
    constraintDescription: text('ConstraintDescription'),
    minLength: amount('MinLength'),
    maxLength: amount('MaxLength'),
    minValue: amount('MinValue'),
    maxValue: amount('MaxValue'),
  }
}

/** The values for a stack: given ones over defaults. Refuses unknown keys, missing and unfit values in AWS's words. */
export function parameterValues(
  declarations: readonly ParameterDeclaration[],
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  const unknown = [...given.keys()].filter((key) => !declarations.some((declaration) => declaration.key === key))
  if (unknown.length > 0) refuse(`Parameters: [${unknown.join(', ')}] do not exist in the template`, undefined)
  const values = new Map<string, string>()
  for (const { key, default: fallback } of declarations) {
    const value = given.get(key) ?? fallback
    if (value !== undefined) values.set(key, value)
  }
  const missing = declarations.filter(({ key }) => !values.has(key))
  if (missing[0]) refuse(`Parameters: [${missing.map(({ key }) => key).join(', ')}] must have values`, missing[0].node)
  const broken = findBroken(declarations, ({ key }) => values.get(key))
  if (broken) refuse(broken.text, broken.declaration.node, pathTo('Parameters', broken.declaration.key))
  for (const declaration of declarations) refuseUnformed(declaration, values.get(declaration.key))
  return values
}

/** Of what cannot be the id of anything, AWS says that it does not exist. A default that is never used may be anything. */
function refuseUnformed(declaration: ParameterDeclaration, value: string | undefined): void {
  const { key, form, fromSsm, node } = declaration
  if (!form || fromSsm || value === undefined) return
  const unfit = [parameterItems(declaration, value)].flat().find((item) => !form.test(item))
  if (unfit === undefined) return
  const text = `Parameter validation failed: parameter value ${unfit} for parameter name ${key} does not exist`
  refuse(text, node, pathTo('Parameters', key))
}

/** A parameter's value as Ref yields it: lists are split at commas. */
export function parameterItems(declaration: ParameterDeclaration, value: string): string | string[] {
  if (declaration.type !== 'CommaDelimitedList' && declaration.type !== 'List<Number>') return value
  return value === '' ? [] : value.split(',').map((item) => item.trim())
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text.trim())
}

interface BrokenConstraint {
  readonly declaration: ParameterDeclaration
  readonly text: string
}

/** The first declaration whose value breaks one of its constraints; those without a value break none. */
function findBroken(
  declarations: readonly ParameterDeclaration[],
  valueOf: (declaration: ParameterDeclaration) => string | undefined,
): BrokenConstraint | undefined {
  const withPattern: { declaration: ParameterDeclaration; pattern: string; value: string }[] = []
  for (const declaration of declarations) {
    const value = valueOf(declaration)
    if (value === undefined) continue
    const rule = brokenRule(declaration, value)
    if (rule !== undefined) return broken(declaration, rule)
    const { type, allowedPattern: pattern } = declaration
    if (type === 'String' && pattern !== undefined) withPattern.push({ declaration, pattern, value })
  }
  const unfit = withPattern[countMatching(withPattern)]
  return unfit && broken(unfit.declaration, `Parameter '${unfit.declaration.key}' must match pattern ${unfit.pattern}`)
}

function broken(declaration: ParameterDeclaration, rule: string): BrokenConstraint {
  const { key, constraintDescription: description } = declaration
  return {
    declaration,
    text: description ? `Parameter ${key} failed to satisfy constraint: ${description}` : rule,
  }
}

function brokenRule(declaration: ParameterDeclaration, value: string): string | undefined {
  const { key, type } = declaration
  if (Buffer.byteLength(value) > 4096) return `Parameter '${key}' must contain at most 4096 bytes`
  const items = [parameterItems(declaration, value)].flat()
  if (type === 'Number' || type === 'List<Number>') {
    if (!items.every(isNumber))
      return type === 'Number' ? `Parameter '${key}' must be a number` : `Parameter '${key}' must be a list of numbers`
    const { minValue = -Infinity, maxValue = Infinity } = declaration
    if (items.some((item) => Number(item) < minValue))
      return `Parameter '${key}' must be a number not less than ${minValue}`
    if (items.some((item) => Number(item) > maxValue))
      return `Parameter '${key}' must be a number not greater than ${maxValue}`
  }
  const { allowedValues, minLength = 0, maxLength = Infinity } = declaration
  if (allowedValues && !items.every((item) => allowedValues.includes(item)))
    return `Parameter '${key}' must be one of AllowedValues`
  if (type !== 'String') return undefined
  if (value.length < minLength) return `Parameter '${key}' must contain at least ${minLength} characters`
  if (value.length > maxLength) return `Parameter '${key}' must contain at most ${maxLength} characters`
  return undefined
}

/** Milliseconds for all patterns of a template together: they backtrack as their author likes (promise P13). */
const patternTime = 250

/** How many of the values, in order, match their whole pattern; one that is not decided in time does not. */
function countMatching(checks: readonly { readonly pattern: string; readonly value: string }[]): number {
  if (checks.length === 0) return 0
  const progress = { checks: checks.map(({ pattern, value }) => [pattern, value]), matching: 0 }
  try {
    runInNewContext(
      'for (const [pattern, value] of checks) { if (!new RegExp(`^(?:${pattern})$`).test(value)) break; matching++ }',
      progress,
      { timeout: patternTime },
    )
  } catch {
    // Out of time, or no regular expression at all: `matching` says how far it came.
  }
  return progress.matching
}
