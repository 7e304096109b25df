import { followJsonPath, jsonText } from './json-path.ts'
import type { MappingVariable } from './expression.ts'
import { headerValues, type Header } from '../proxy/exchange.ts'
import type { PathParameter } from '../routing/routing.ts'

/** What mappings read of a message; a response has no query and no path. */
export interface MessageSource {
  readonly headers: readonly Header[]
  readonly query?: string | undefined
  /** As the client wrote it, without the stage. */
  readonly path?: string
  readonly pathParameters?: ReadonlyMap<string, PathParameter>
  /** There when a mapping reads it. */
  readonly body?: Buffer | undefined
  readonly stageVariables: Readonly<Record<string, string>>
  readonly readContext: (name: string) => string | undefined
}

/** Of a longer body only this much is looked into: what is cut off is no JSON any more. */
const maxJsonBytes = 100 * 1024

/** The value of a variable, undefined when it has none. Several values of a name are one, separated by commas. */
export function readVariable(source: MessageSource, variable: MappingVariable): string | undefined {
  switch (variable.kind) {
    case 'header':
      return join(headerValues(source.headers, variable.name.toLowerCase()))
    case 'querystring':
      return join(new URLSearchParams(source.query ?? '').getAll(variable.name))
    case 'path':
      return source.path
    case 'path-variable':
      return source.pathParameters?.get(variable.name)?.text
    case 'context':
      return source.readContext(variable.name)
    case 'stage-variable':
      return Object.hasOwn(source.stageVariables, variable.name) ? source.stageVariables[variable.name] : undefined
    case 'body':
      return readBodyVariable(source.body, variable)
  }
}

function join(values: readonly string[]): string | undefined {
  return values.length > 0 ? values.join(',') : undefined
}

function readBodyVariable(
  body: Buffer | undefined,
  { path }: Extract<MappingVariable, { kind: 'body' }>,
): string | undefined {
  if (body === undefined || body.length === 0) return undefined
  if (path === undefined) return body.toString('utf8')
  try {
    return jsonText(followJsonPath(JSON.parse(body.subarray(0, maxJsonBytes).toString('utf8')), path))
  } catch {
    return undefined
  }
}
