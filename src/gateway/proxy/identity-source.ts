import { headerValues, type Header } from './exchange.ts'

/** Reads every value that a request has for an identity source. */
export type IdentityReader = (headers: readonly Header[], query: string | undefined) => string[]

/**
 * Compiles `$request.header.Name` (case-insensitive) or `$request.querystring.name` (case-sensitive); undefined for
 * any other expression.
 */
export function compileIdentitySource(expression: string): IdentityReader | undefined {
  const [, place, name] = /^\$request\.(header|querystring)\.(.+)$/.exec(expression) ?? []
  if (name === undefined) return undefined
  if (place === 'querystring') return (_headers, query) => new URLSearchParams(query ?? '').getAll(name)
  const lowerName = name.toLowerCase()
  return (headers) => headerValues(headers, lowerName)
}
