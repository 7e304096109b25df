import { type Model, type Shape, type ShapeReference, shapeOf } from './model.ts'

/**
 * Every constraint of the model that a parsed value breaks, in AWS's own words, ready to be joined with `; `:
 * `Value 'x' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must ...`.
 * Values of shapes that the model marks sensitive are left out of the text. Those that nobody lists have none.
 */
export function violations(model: Model, reference: { readonly shape: string }, value: unknown): string[] {
  const found: string[] = []
  visit(model, shapeOf(model, reference), value, '', found)
  return found
}

/** Of more validation errors only the number is told: their texts would be megabytes of nothing that anybody reads. */
const mostListed = 50

function note(found: string[], describe: () => string): void {
  found.push(found.length < mostListed ? describe() : '')
}

/** AWS's text for input that breaks these constraints; undefined when there are none. */
export function describeViolations(broken: readonly string[]): string | undefined {
  if (broken.length === 0) return undefined
  return `${broken.length} validation error${broken.length > 1 ? 's' : ''} detected: ${broken.slice(0, mostListed).join('; ')}`
}

function visit(model: Model, shape: Shape, value: unknown, path: string, found: string[]): void {
  const report = (constraint: string): void => {
    note(found, () => {
      const shown = shape.sensitive ? '' : ` '${display(value)}'`
      return `Value${shown} at '${path}' failed to satisfy constraint: ${constraint}`
    })
  }
  for (const broken of brokenConstraints(shape, value)) report(broken)
  if (shape.type === 'structure') visitMembers(model, shape, value as Record<string, unknown>, path, found)
  else if (Array.isArray(value) && shape.member) visitList(model, shape.member, value, path, found, report)
  else if (shape.type === 'map' && shape.key && shape.value)
    visitMap(model, shape, value as object, path, found, report)
}

function visitMembers(
  model: Model,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
  found: string[],
): void {
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const memberPath = joinPath(path, name)
    if (value[name] !== undefined) visit(model, shapeOf(model, member), value[name], memberPath, found)
    else if (shape.required?.includes(name))
      note(found, () => `Value null at '${memberPath}' failed to satisfy constraint: Member must not be null`)
  }
}

/** A list of scalars is reported as a whole, a list of structures item by item, as AWS does. */
function visitList(
  model: Model,
  member: ShapeReference,
  value: readonly unknown[],
  path: string,
  found: string[],
  report: (constraint: string) => void,
): void {
  const item = shapeOf(model, member)
  if (item.type === 'structure' || item.type === 'list' || item.type === 'map')
    for (const [index, entry] of value.entries()) visit(model, item, entry, `${path}.${index + 1}.member`, found)
  else if (value.some((entry) => brokenConstraints(item, entry).length > 0))
    report(`Member must satisfy constraint: [${allConstraints(item).join(', ')}]`)
}

function visitMap(
  model: Model,
  shape: Shape,
  value: object,
  path: string,
  found: string[],
  report: (constraint: string) => void,
): void {
  const key = shapeOf(model, shape.key!)
  const item = shapeOf(model, shape.value!)
  const scalar = item.type !== 'structure' && item.type !== 'list' && item.type !== 'map'
  if (Object.keys(value).some((name) => brokenConstraints(key, name).length > 0))
    report(`Map keys must satisfy constraint: [${allConstraints(key).join(', ')}]`)
  if (scalar && Object.values(value).some((entry) => brokenConstraints(item, entry).length > 0))
    report(`Map value must satisfy constraint: [${allConstraints(item).join(', ')}]`)
  if (!scalar)
    for (const [name, entry] of Object.entries(value)) visit(model, item, entry, `${path}.${name}.member`, found)
}

/** What this value breaks of its own shape's constraints, without what is inside it. */
function brokenConstraints(shape: Shape, value: unknown): string[] {
  const broken: string[] = []
  if (typeof value === 'number') {
    if (shape.min !== undefined && value < shape.min) broken.push(atLeast('value', shape.min))
    if (shape.max !== undefined && value > shape.max) broken.push(atMost('value', shape.max))
    return broken
  }
  const length = sizeOf(shape, value)
  if (length === undefined) return broken
  if (shape.max !== undefined && length > shape.max) broken.push(atMost('length', shape.max))
  if (shape.min !== undefined && length < shape.min) broken.push(atLeast('length', shape.min))
  if (typeof value !== 'string') return broken
  if (shape.pattern && !fitsPattern(shape.pattern, shape.max, value)) broken.push(matches(shape.pattern))
  if (shape.enum && !shape.enum.includes(value)) broken.push(oneOf(shape.enum))
  return broken
}

/** One set of characters, however many: matching it takes a single pass. */
const singleSet = /^\^?\[[^[\]]*\][+*]?\$?$/
const longestToMatch = 1024

/**
 * Whether a text fits its pattern, at a cost that is not the caller's to choose: a pattern is not tried on a text far
 * beyond its allowed length, which is refused for that already; and where the model sets no length, a text fits no
 * pattern that may have to be tried over and over.
 */
function fitsPattern(pattern: string, max: number | undefined, text: string): boolean {
  if (max !== undefined) return text.length > max * 2 || patternOf(pattern).test(text)
  return (text.length <= longestToMatch || singleSet.test(pattern)) && patternOf(pattern).test(text)
}

/** Every constraint of a scalar shape, whether broken or not: AWS lists them all for list members and map entries. */
function allConstraints(shape: Shape): string[] {
  const measure = shape.type === 'string' || shape.type === 'blob' ? 'length' : 'value'
  return [
    ...(shape.max === undefined ? [] : [atMost(measure, shape.max)]),
    ...(shape.min === undefined ? [] : [atLeast(measure, shape.min)]),
    ...(shape.pattern ? [matches(shape.pattern)] : []),
    ...(shape.enum ? [oneOf(shape.enum)] : []),
  ]
}

const atLeast = (measure: string, bound: number): string =>
  `Member must have ${measure} greater than or equal to ${bound}`
const atMost = (measure: string, bound: number): string => `Member must have ${measure} less than or equal to ${bound}`
const matches = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`
const oneOf = (values: readonly string[]): string => `Member must satisfy enum value set: [${values.join(', ')}]`

/** Length in UTF-16 units, bytes, items or entries; undefined for what has none. */
function sizeOf(shape: Shape, value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length
  if (shape.type === 'map' && typeof value === 'object' && value !== null) return Object.keys(value).length
  return undefined
}

const compiled = new Map<string, RegExp>()

/** Java lets any punctuation be escaped, JavaScript only what means something. */
function plain(pattern: string): string {
  return pattern.replace(/\\(.)/gs, (escape, character: string) =>
    /[!"#%&',:;<=>@`~]/.test(character) ? character : escape,
  )
}

/** The model's patterns are Java's and match the whole value; `(?s)` in front lets `.` match line ends. */
export function patternOf(pattern: string): RegExp {
  let expression = compiled.get(pattern)
  if (!expression) {
    const dotAll = pattern.startsWith('(?s)')
    expression = new RegExp(`^(?:${plain(dotAll ? pattern.slice(4) : pattern)})$`, dotAll ? 'su' : 'u')
    compiled.set(pattern, expression)
  }
  return expression
}

function joinPath(path: string, name: string): string {
  const lower = name.charAt(0).toLowerCase() + name.slice(1)
  return path === '' ? lower : `${path}.${lower}`
}

/** Answers, logs and the events of stacks repeat a refused value: a few kilobytes of template can make megabytes of it. */
const longestShown = 1024

function display(value: unknown): string {
  const text = spell(value)
  return text.length > longestShown ? `${text.slice(0, longestShown).toWellFormed()}...` : text
}

function spell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(', ')}]`
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}
