/** One step into a JSON value: a member, an element, or every one of them. */
type JsonStep = string | number | { readonly every: true }

/** A path into a JSON value, as in `$request.body.pets[0].name`. */
export type JsonPath = readonly JsonStep[]

/**
 * Reads what follows `body`: `.name`, `['name']`, `[0]`, `.*` and `[*]`, any number of times. Undefined for anything
 * else; recursive descent and filters are not supported on AWS either.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: JsonStep[] = []
  let at = 0
  while (at < text.length) {
    const match = /^(?:\.([\w-]+)|\[(\d{1,9})\]|\['([^']+)'\]|\["([^"]+)"\]|(\.\*|\[\*\]))/.exec(text.slice(at))
    if (match === null) return undefined
    const [whole, name, index, quoted, doubleQuoted, wildcard] = match
    if (wildcard !== undefined) steps.push({ every: true })
    else if (index !== undefined) steps.push(Number(index))
    else steps.push(name ?? quoted ?? doubleQuoted ?? '')
    at += whole.length
  }
  return steps.length > 0 ? steps : undefined
}

/** What the path leads to, undefined when that is nothing; with a wildcard a list of everything that it leads to. */
export function followJsonPath(value: unknown, path: JsonPath): unknown {
  let reached = [value]
  for (const step of path) reached = reached.flatMap((from) => stepInto(from, step))
  return path.some((step) => typeof step === 'object') ? reached : reached[0]
}

function stepInto(value: unknown, step: JsonStep): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (typeof step === 'object') return Object.values(value)
  if (typeof step === 'number') return Array.isArray(value) && step < value.length ? [value[step]] : []
  const members = new Map<string, unknown>(Array.isArray(value) ? [] : Object.entries(value))
  return members.has(step) ? [members.get(step)] : []
}

/** A JSON value as a mapping writes it: texts as they are, null as nothing. */
export function jsonText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
