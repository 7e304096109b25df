import type { Claims } from '../jwt/claims.ts'

/**
 * A token's claims as functions and mappings see them, every value a text: numbers and booleans as JSON writes them,
 * lists as `[a b]`; null ones are left out. Recorded from AWS (DefinitelyTyped pull request 75458, floci-io/floci).
 */
export function claimTexts(claims: Claims): Record<string, string> {
  const texts = [...claims].flatMap(([name, value]): [string, string][] => {
    const text = claimText(value)
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries(texts)
}

/** One claim's text; undefined for null. */
export function claimText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return `[${value.map((member) => claimText(member) ?? 'null').join(' ')}]`
  return JSON.stringify(value)
}
