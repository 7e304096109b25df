import { evaluate } from './evaluate.ts'
import type { Node } from './node.ts'
import { refuse } from './problem.ts'
import { pathTo, type Scope } from './scope.ts'

/** Longer chains of conditions are refused: evaluation is recursive (promise P13). */
const maxChain = 100

/** Answers a condition by name; `undefined` while it depends on a parameter without a value. */
export type Conditions = (name: string, at: Node, path: string) => boolean | undefined

/** AWS page "Condition functions". Evaluates each condition of the section at most once; a cycle is refused. */
export function evaluateConditions(section: Node | undefined, scope: Omit<Scope, 'condition'>): Conditions {
  const declared = section?.kind === 'map' ? section.entries : new Map<string, never>()
  const known = new Map<string, boolean | undefined>()
  const open = new Set<string>()
  const condition: Conditions = (name, at, path) => {
    const entry = declared.get(name)
    if (!entry)
      refuse(
        `Template format error: Unresolved condition dependency ${name} in the ${path.split('.')[0]} block of the template`,
        at,
        path,
      )
    if (open.has(name))
      refuse(`Template error: Circular dependency between conditions: [${[...open].join(', ')}]`, at, path)
    if (known.has(name)) return known.get(name)
    if (open.size >= maxChain) refuse(`Template error: more than ${maxChain} conditions depend on each other`, at, path)
    open.add(name)
    const value = holds(entry.node, { ...scope, condition }, pathTo('Conditions', name))
    open.delete(name)
    known.set(name, value)
    return value
  }
  for (const [name, { node }] of declared) condition(name, node, pathTo('Conditions', name))
  return condition
}

/** Functions that only some places know, by name; `undefined` while the answer depends on what has no value yet. */
export type BooleanFunctions = Readonly<
  Record<string, (argument: Node, scope: Scope, path: string) => boolean | undefined>
>

/** Whether a condition holds, made of the functions that are known everywhere and of `more`. */
export function holds(node: Node, scope: Scope, path: string, more: BooleanFunctions = {}): boolean | undefined {
  const [only] = node.kind === 'map' && node.entries.size === 1 ? [...node.entries] : []
  if (!only)
    refuse(
      'Template format error: a condition must be one of Fn::And, Fn::Equals, Fn::Not, Fn::Or, Condition',
      node,
      path,
    )
  const [name, { node: argument }] = only
  if (name === 'Condition' && argument.kind === 'scalar') return scope.condition(argument.text, argument, path)
  if (name === 'Fn::Equals') return equals(argument, scope, path)
  if (name === 'Fn::Not') {
    const [inner] = operands(argument, 1, 1, name, path)
    const value = inner && holds(inner, scope, path, more)
    return value === undefined ? undefined : !value
  }
  if (name === 'Fn::And' || name === 'Fn::Or') {
    const values = operands(argument, 2, 10, name, path).map((item) => holds(item, scope, path, more))
    // One operand can decide alone: false for And, true for Or.
    const deciding = name === 'Fn::Or'
    if (values.includes(deciding)) return deciding
    return values.includes(undefined) ? undefined : !deciding
  }
  const run = Object.hasOwn(more, name) ? more[name] : undefined
  return run ? run(argument, scope, path) : refuse(`Template error: unsupported condition function ${name}`, node, path)
}

/** The items of a function's argument, as many as it takes. */
export function operands(argument: Node, least: number, most: number, name: string, path: string): readonly Node[] {
  if (argument.kind === 'list' && argument.items.length >= least && argument.items.length <= most) return argument.items
  return refuse(
    least === most
      ? `Template error: every ${name} object requires a list of ${least} ${least === 1 ? 'boolean parameter' : 'parameters'}.`
      : `Template error: every ${name} object requires a list of at least ${least} and at most ${most} boolean parameters.`,
    argument,
    path,
  )
}

function equals(argument: Node, scope: Scope, path: string): boolean | undefined {
  const text = 'Template error: every Fn::Equals object requires a list of 2 string parameters.'
  if (argument.kind !== 'list' || argument.items.length !== 2) refuse(text, argument, path)
  const [left, right] = argument.items.map((item) => evaluate(item, scope, path))
  if (left?.kind === 'unknown' || right?.kind === 'unknown') return undefined
  if (left?.kind !== 'scalar' || right?.kind !== 'scalar') refuse(text, argument, path)
  return left.text === right.text
}
