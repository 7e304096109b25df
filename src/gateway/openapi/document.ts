/** A value of an OpenAPI document: JSON whose objects have no prototype, because their keys come from outside. */
export type Value = string | number | boolean | null | readonly Value[] | Members

export interface Members {
  readonly [name: string]: Value | undefined
}

/** Deeper documents are refused: whatever reads them is recursive. AWS does not publish its own limit. */
export const maxDepth = 100

/** Why a document cannot be used at all. Its text follows AWS's `Invalid OpenAPI input.` */
export class DocumentProblem extends Error {}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** Members of a document that are worth telling the caller, in the order in which they were found. */
export interface Findings {
  /** What is wrong, or was left out because of it. */
  readonly warnings: string[]
  /** What is right, but means nothing to HTTP APIs. */
  readonly importInfo: string[]
}

/** Where the attributes of an operation are, as swagger-parser, which AWS's texts come from, spells it. */
export function operationLocation(path: string, method: string): string {
  return `paths.'${path}'(${method})`
}

/** A finding about one attribute. @param problem `is missing`, `is unexpected`, ``is not of type `object` `` */
export function parseIssue(location: string, problem: string): string {
  return `Parse issue: attribute ${location} ${problem}`
}

/** The object at a place, or nothing and a warning when something else is there. */
export function membersAt(value: Value | undefined, location: string, { warnings }: Findings): Members | undefined {
  if (value === undefined || isMembers(value)) return value
  warnings.push(parseIssue(location, 'is not of type `object`'))
  return undefined
}

/** References may follow one another this far; more are a circle. */
const longestChain = 10

/**
 * What a `$ref` stands for (`#/components/x-amazon-apigateway-integrations/orders`), or the value itself when it is none.
 * Undefined when there is nothing: only references into the same document are followed.
 */
export function resolve(document: Members, value: Value | undefined): Value | undefined {
  let target = value
  for (let links = 0; links < longestChain; links++) {
    if (!isMembers(target) || typeof target['$ref'] !== 'string') return target
    target = lookUp(document, target['$ref'])
  }
  return undefined
}

function lookUp(document: Members, reference: string): Value | undefined {
  if (!reference.startsWith('#/')) return undefined
  let target: Value | undefined = document
  for (const part of reference.slice(2).split('/'))
    target = isMembers(target) ? target[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  return target
}
