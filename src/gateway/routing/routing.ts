import type { PathSegment, RequestPath } from './request-path.ts'

/** The methods that a route key may name; `ANY` stands for each of them. */
export const routeMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const

type RouteMethod = 'ANY' | (typeof routeMethods)[number]

const knownMethods: ReadonlySet<string> = new Set(routeMethods)

/** One segment of a route's path: `pets`, `{id}` or, last only, `{proxy+}`. */
type RoutePart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string }

export type RouteKey =
  | { readonly kind: 'default' }
  | { readonly kind: 'path'; readonly method: RouteMethod; readonly parts: readonly RoutePart[] }

/**
 * Reads `$default` or `METHOD /path`; undefined when the text is neither. A path that ends in "/" (other than "/"
 * itself), names one variable twice or could never be reached (dot segments, "?", "#") is no route key either.
 * AWS page "Create routes for HTTP APIs in API Gateway".
 */
export function parseRouteKey(text: string): RouteKey | undefined {
  if (text === '$default') return { kind: 'default' }
  const [, methodText, path] = /^([A-Z]+) \/([^\s?#]*)$/.exec(text) ?? []
  const method = (['ANY', ...routeMethods] as const).find((known) => known === methodText)
  if (method === undefined || path === undefined) return undefined
  if (path === '') return { kind: 'path', method, parts: [] }
  const parts: RoutePart[] = []
  const names = new Set<string>()
  for (const segment of path.split('/')) {
    const part = parseRoutePart(segment)
    if (part === undefined || parts.at(-1)?.kind === 'greedy') return undefined
    if (part.kind !== 'literal') {
      if (names.has(part.name)) return undefined
      names.add(part.name)
    }
    parts.push(part)
  }
  return { kind: 'path', method, parts }
}

function parseRoutePart(segment: string): RoutePart | undefined {
  const [, name, plus] = /^\{([A-Za-z0-9._-]+)(\+)?\}$/.exec(segment) ?? []
  if (name !== undefined) return { kind: plus === undefined ? 'variable' : 'greedy', name }
  if (segment === '' || segment === '.' || segment === '..' || /[{}]/.test(segment)) return undefined
  return { kind: 'literal', text: segment }
}

/** The value of a path variable: `raw` as the client wrote it, `text` percent-decoded. */
export interface PathParameter {
  readonly raw: string
  readonly text: string
}

export interface RouteMatch<Target> {
  readonly routeKey: string
  readonly target: Target
  readonly pathParameters: ReadonlyMap<string, PathParameter>
}

/** The routes of one deployment, ready to be matched. Work per match is bounded by the number of routes' segments. */
export interface RouteTable<Target> {
  /** The route that serves this request, or undefined: 404. */
  match(method: string, path: RequestPath): RouteMatch<Target> | undefined
  /** Why nothing matched, for the operator: the route that came closest. */
  explainMiss(method: string, path: RequestPath): string
}

interface Entry<Target> {
  readonly routeKey: string
  readonly target: Target
  readonly parts: readonly RoutePart[]
}

/** A node of the segment tree; `routes` end here, `greedy` routes swallow one or more further segments. */
interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  variable: Node<Target> | undefined
  readonly routes: Map<string, Entry<Target>>
  readonly greedy: Map<string, Entry<Target>>
}

function createNode<Target>(): Node<Target> {
  return { literals: new Map(), variable: undefined, routes: new Map(), greedy: new Map() }
}

/**
 * Compiles routes into a segment tree. Precedence is that of the AWS page "Create routes for HTTP APIs": full matches
 * (a literal before `{x}`, left to right), then greedy ones (the longest prefix first), then `$default`. Paths are
 * compared before methods; of one path's routes the one that names the method wins over `ANY`.
 * @param routes route key and target; keys that do not parse are left out, of two that match alike the first stays
 */
export function compileRoutes<Target>(
  routes: Iterable<readonly [routeKey: string, target: Target]>,
): RouteTable<Target> {
  const root = createNode<Target>()
  let fallback: Entry<Target> | undefined
  for (const [routeKey, target] of routes) {
    const key = parseRouteKey(routeKey)
    if (key?.kind === 'default') fallback ??= { routeKey, target, parts: [] }
    if (key?.kind === 'path') insert(root, key.method, { routeKey, target, parts: key.parts })
  }
  return {
    match: (method, path) => {
      if (!knownMethods.has(method)) return undefined
      const found = findEntry(root, path.segments, (candidates) => forMethod(candidates, method)) ?? fallback
      if (found === undefined) return undefined
      const { routeKey, target, parts } = found
      return { routeKey, target, pathParameters: readParameters(parts, path) }
    },
    explainMiss: (method, path) => explainMiss(root, method, path.segments),
  }
}

function insert<Target>(root: Node<Target>, method: RouteMethod, entry: Entry<Target>): void {
  let node = root
  for (const part of entry.parts) {
    if (part.kind === 'greedy') return void (node.greedy.has(method) || node.greedy.set(method, entry))
    if (part.kind === 'variable') node = node.variable ??= createNode()
    else {
      const next = node.literals.get(part.text) ?? createNode<Target>()
      node.literals.set(part.text, next)
      node = next
    }
  }
  if (!node.routes.has(method)) node.routes.set(method, entry)
}

type Pick<Target> = (candidates: ReadonlyMap<string, Entry<Target>>) => Entry<Target> | undefined

function forMethod<Target>(candidates: ReadonlyMap<string, Entry<Target>>, method: string): Entry<Target> | undefined {
  return candidates.get(method) ?? candidates.get('ANY')
}

function findEntry<Target>(
  root: Node<Target>,
  segments: readonly PathSegment[],
  pick: Pick<Target>,
): Entry<Target> | undefined {
  let greedy: Entry<Target> | undefined
  let greedyDepth = -1
  /** Each node stands at one depth, so it is visited at most once. */
  function visit(node: Node<Target>, depth: number): Entry<Target> | undefined {
    const segment = segments[depth]
    if (segment === undefined) return pick(node.routes)
    if (depth > greedyDepth) {
      const entry = pick(node.greedy)
      if (entry !== undefined) [greedy, greedyDepth] = [entry, depth]
    }
    const literal = node.literals.get(segment.text)
    const found = literal && visit(literal, depth + 1)
    if (found !== undefined) return found
    return node.variable && segment.text !== '' ? visit(node.variable, depth + 1) : undefined
  }
  return visit(root, 0) ?? greedy
}

function readParameters(parts: readonly RoutePart[], path: RequestPath): ReadonlyMap<string, PathParameter> {
  const parameters = new Map<string, PathParameter>()
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]
    if (part === undefined || part.kind === 'literal') continue
    const first = path.segments[index]
    const last = part.kind === 'greedy' ? path.segments.at(-1) : first
    if (first === undefined || last === undefined) continue
    const raw = path.raw.slice(first.start, last.end)
    parameters.set(part.name, { raw, text: first === last ? first.text : readSegments(raw, path.segments, index) })
  }
  return parameters
}

/** What segments say from one of them to the last. @param raw the same as it was sent */
function readSegments(raw: string, segments: readonly PathSegment[], from: number): string {
  if (!raw.includes('%')) return raw
  const texts = segments.slice(from).map((segment) => segment.text)
  return texts.join('/')
}

function explainMiss<Target>(root: Node<Target>, method: string, segments: readonly PathSegment[]): string {
  if (!knownMethods.has(method)) return `no route can name the method ${method}`
  const listed = (candidates: ReadonlyMap<string, Entry<Target>>) => candidates.values().next().value
  const otherMethod = findEntry(root, segments, listed)
  if (otherMethod) return `${otherMethod.routeKey} has this path, but not the method ${method}`
  if (segments.at(-1)?.text === '') {
    const slashless = findEntry(root, segments.slice(0, -1), listed)
    if (slashless) return `${slashless.routeKey} would match without the trailing "/"`
  }
  return 'no route has this path'
}
