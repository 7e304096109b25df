import { type BooleanFunctions, holds, operands } from './conditions.ts'
import { evaluate } from './evaluate.ts'
import { memberOf, type Node, unknownNode, valueNode } from './node.ts'
import { parameterItems } from './parameters.ts'
import { refuse } from './problem.ts'
import { pathTo, type Scope } from './scope.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * AWS page "Rules": assertions about the parameters, checked before anything is made. The first that does not hold
 * refuses the template with its description; one that depends on a parameter without a value holds.
 */
export function checkRules(section: Node | undefined, scope: Scope, surroundings: Surroundings): void {
  for (const [name, { node: rule, position }] of section?.kind === 'map' ? section.entries : []) {
    const path = pathTo('Rules', name)
    const assertions = memberOf(rule, 'Assertions')
    if (rule.kind !== 'map' || assertions?.kind !== 'list')
      refuse('Template format error: Every Rules member must contain a list of Assertions.', { position }, path)
    refuseOthers(rule, ['RuleCondition', 'Assertions'], path)
    const ruleScope = scopeOfRules(scope)
    const functions = ruleFunctions(surroundings)
    const condition = memberOf(rule, 'RuleCondition')
    const applies = condition && holds(condition, ruleScope, pathTo(path, 'RuleCondition'), functions)
    for (const [index, assertion] of assertions.items.entries()) {
      const at = pathTo(pathTo(path, 'Assertions'), index)
      const assert = memberOf(assertion, 'Assert')
      if (!assert) refuse('Template format error: Every Assertions member must contain an Assert.', assertion, at)
      refuseOthers(assertion, ['Assert', 'AssertDescription'], at)
      const value = holds(assert, ruleScope, pathTo(at, 'Assert'), functions)
      if (value === false && (!condition || applies)) refuse(failureOf(name, assertion), assertion, at)
    }
  }
}

function failureOf(name: string, assertion: Node): string {
  const description = memberOf(assertion, 'AssertDescription')
  return description?.kind === 'scalar'
    ? `Template error: rule ${name} failed: ${description.text}`
    : `Template error: rule ${name} failed`
}

function refuseOthers(node: Node, known: readonly string[], path: string): void {
  for (const [key, entry] of node.kind === 'map' ? node.entries : [])
    if (!known.includes(key)) refuse(`Invalid template rule property '${key}'`, entry, pathTo(path, key))
}

/** Rules see parameters and nothing else. */
function scopeOfRules(scope: Scope): Scope {
  return {
    ...scope,
    condition: (name, at, path) => refuse(`Template error: rules cannot refer to the condition ${name}`, at, path),
  }
}

/** AWS page "Rule functions", as far as they go beyond conditions. */
function ruleFunctions(surroundings: Surroundings): BooleanFunctions {
  const listOf = (node: Node | undefined, scope: Scope, path: string): readonly Node[] | undefined => {
    const type = memberOf(node, 'Fn::RefAll')
    const list = type ? refAll(type, surroundings, path) : node && evaluate(node, scope, path)
    if (list?.kind === 'unknown') return undefined
    return list?.kind === 'list' ? list.items : list ? [list] : []
  }
  /** The texts of a list; undefined while one of them is unknown. */
  const textsOf = (node: Node | undefined, scope: Scope, path: string): string[] | undefined => {
    const texts = listOf(node, scope, path)?.map((item) => (item.kind === 'scalar' ? item.text : undefined))
    return texts?.every((text) => text !== undefined) ? texts : undefined
  }
  const comparing =
    (name: string, test: (left: readonly string[], right: readonly string[]) => boolean): BooleanFunctions[string] =>
    (argument, scope, path) => {
      const [left, right] = operands(argument, 2, 2, name, path)
      const [first, second] = [textsOf(left, scope, path), textsOf(right, scope, path)]
      return first && second && test(first, second)
    }
  return {
    'Fn::Contains': comparing('Fn::Contains', (list, values) => values.every((value) => list.includes(value))),
    'Fn::EachMemberEquals': comparing('Fn::EachMemberEquals', (list, [value]) => list.every((item) => item === value)),
    'Fn::EachMemberIn': comparing('Fn::EachMemberIn', (list, allowed) => list.every((item) => allowed.includes(item))),
  }
}

/** The values of every parameter of a type. */
function refAll(type: Node, { parameters, values }: Surroundings, path: string): Node {
  if (type.kind !== 'scalar') refuse('Template error: Fn::RefAll needs the name of a parameter type', type, path)
  const wanted = parameters.filter((declaration) => declaration.declaredType === type.text)
  if (wanted.some(({ key }) => !values.has(key))) return unknownNode(type.position)
  return valueNode(
    wanted.flatMap((declaration) => parameterItems(declaration, values.get(declaration.key) ?? '')),
    type.position,
  )
}
