import type { Node } from './node.ts'

/** A mention of a resource or parameter by `Ref`, `Fn::GetAtt` or `${}` in `Fn::Sub`. */
export interface Reference {
  readonly name: string
  /** Absent for the Ref of a resource or a parameter. */
  readonly attribute?: string
  readonly node: Node
}

/** One piece of a Fn::Sub string: literal text, or the inside of `${...}`. */
export type SubPart = { readonly literal: string } | { readonly variable: string }

/** Splits a Fn::Sub string; `${!Name}` is the literal `${Name}`. */
export function subParts(text: string): SubPart[] {
  const parts: SubPart[] = []
  let end = 0
  for (const found of text.matchAll(/\$\{(!?)([^{}]*)\}/g)) {
    if (found.index > end) parts.push({ literal: text.slice(end, found.index) })
    parts.push(found[1] ? { literal: `\${${found[2] ?? ''}}` } : { variable: (found[2] ?? '').trim() })
    end = found.index + found[0].length
  }
  if (end < text.length) parts.push({ literal: text.slice(end) })
  return parts
}

/** The key of a nested stack's output that an attribute names: `Outputs.Url`. */
export function outputKeyOf(attribute: string): string | undefined {
  return attribute.startsWith('Outputs.') ? attribute.slice('Outputs.'.length) : undefined
}

/** `Pool` or `Pool.Arn` as a reference. */
export function referenceOf(text: string, node: Node): Reference {
  const dot = text.indexOf('.')
  return dot < 0 ? { name: text, node } : { name: text.slice(0, dot), attribute: text.slice(dot + 1), node }
}

/** Every reference in a tree, branches that a condition would leave out included. */
export function referencesIn(node: Node): Reference[] {
  if (node.kind === 'list') return node.items.flatMap(referencesIn)
  if (node.kind !== 'map') return []
  const [first] = node.entries
  if (first && node.entries.size === 1) {
    const [name, { node: argument }] = first
    if (name === 'Ref' && argument.kind === 'scalar') return [{ name: argument.text, node: argument }]
    if (name === 'Fn::GetAtt') return getAttReferences(argument)
    if (name === 'Fn::Sub') return subReferences(argument)
  }
  return [...node.entries.values()].flatMap((entry) => referencesIn(entry.node))
}

function getAttReferences(argument: Node): Reference[] {
  if (argument.kind === 'scalar') return [referenceOf(argument.text, argument)]
  const [resource, attribute] = argument.kind === 'list' ? argument.items : []
  if (resource?.kind !== 'scalar') return []
  const name = { name: resource.text, node: argument }
  return [attribute?.kind === 'scalar' ? { ...name, attribute: attribute.text } : name]
}

function subReferences(argument: Node): Reference[] {
  const [template, variables] = argument.kind === 'list' ? argument.items : [argument]
  const given = variables?.kind === 'map' ? variables.entries : new Map<string, never>()
  const inText = template?.kind === 'scalar' ? subParts(template.text) : []
  const named = inText.flatMap((part) =>
    'variable' in part && !given.has(part.variable) ? [referenceOf(part.variable, argument)] : [],
  )
  return variables ? [...named, ...referencesIn(variables)] : named
}
