import { isContextVariable } from '../proxy/context-variables.ts'
import { parseJsonPath, type JsonPath } from './json-path.ts'

/** Which message a mapping reads besides the context: the request, or the integration's response. */
export type Side = 'request' | 'response'

/** What an expression can read. */
export type MappingVariable =
  | { readonly kind: 'header' | 'querystring' | 'path-variable' | 'context' | 'stage-variable'; readonly name: string }
  | { readonly kind: 'path' }
  /** The whole body without a path. */
  | { readonly kind: 'body'; readonly path?: JsonPath }

/** The value of a mapping: texts and variables one after the other. */
export interface MappingExpression {
  readonly parts: readonly (string | MappingVariable)[]
  /** Whether it is one variable without braces or text around it: then, without a value, nothing is mapped. */
  readonly single: boolean
  /** Whether evaluating it needs the body. */
  readonly readsBody: boolean
}

/**
 * Reads a value: a variable (`$request.header.name`), or text in which variables stand in braces
 * (`${request.path.id}-x`). Undefined when a variable is unknown.
 */
export function parseMappingValue(text: string, side: Side): MappingExpression | undefined {
  if (/^\$(request|response|context|stageVariables)\b/.test(text)) {
    const variable = parseVariable(text.slice(1), side)
    return variable && { parts: [variable], single: true, readsBody: variable.kind === 'body' }
  }
  const parts: (string | MappingVariable)[] = []
  let end = 0
  for (const match of text.matchAll(/\$\{([^{}]*)\}/g)) {
    const variable = parseVariable(match[1] ?? '', side)
    if (variable === undefined) return undefined
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push(variable)
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  const readsBody = parts.some((part) => typeof part === 'object' && part.kind === 'body')
  return { parts, single: false, readsBody }
}

const nameOfHeader = /^[\w!#$%&'*+.^`|~-]+$/

function parseVariable(text: string, side: Side): MappingVariable | undefined {
  const [, root, rest = ''] = /^(\w+)\.(.+)$/s.exec(text) ?? []
  if (root === 'context') return isContextVariable(rest) ? { kind: 'context', name: rest } : undefined
  if (root === 'stageVariables') return /^\w+$/.test(rest) ? { kind: 'stage-variable', name: rest } : undefined
  if (root !== side) return undefined
  const [, place, more = ''] = /^(header|querystring|path|body)(.*)$/s.exec(rest) ?? []
  const name = more.slice(1)
  if (place === 'body') return parseBody(more)
  if (place === 'header') return isNamed(more) && nameOfHeader.test(name) ? { kind: 'header', name } : undefined
  if (side === 'response') return undefined
  if (place === 'path' && more === '') return { kind: 'path' }
  if (!isNamed(more)) return undefined
  if (place === 'querystring') return { kind: 'querystring', name }
  return place === 'path' ? { kind: 'path-variable', name } : undefined
}

function isNamed(more: string): boolean {
  return more.startsWith('.') && more.length > 1
}

function parseBody(more: string): MappingVariable | undefined {
  if (more === '') return { kind: 'body' }
  const path = parseJsonPath(more)
  return path && { kind: 'body', path }
}

/** Whether any of it is what the client, or on the other side the integration, says: not the context, nor the stage. */
export function readsMessage({ parts }: MappingExpression): boolean {
  return parts.some((part) => typeof part === 'object' && part.kind !== 'context' && part.kind !== 'stage-variable')
}

/** The value of an expression; undefined when a single variable has none, which elsewhere is an empty text. */
export function evaluate(
  { parts, single }: MappingExpression,
  read: (variable: MappingVariable) => string | undefined,
): string | undefined {
  const [first] = parts
  if (single && typeof first === 'object') return read(first)
  let text = ''
  for (const part of parts) text += typeof part === 'string' ? part : (read(part) ?? '')
  return text
}
