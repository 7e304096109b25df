/**
 * One segment of a request's path. `text` is percent-decoded once, for matching; `start` and `end` are its place in
 * the raw path, so that what is forwarded is byte for byte what was matched.
 */
export interface PathSegment {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A request's path as the client wrote it, and its segments; "/" (and "") has none, "/a/" has "a" and "". */
export interface RequestPath {
  readonly raw: string
  readonly segments: readonly PathSegment[]
}

/** The path cannot be served; `explanation` says why, to the operator. */
export interface UnreadablePath {
  readonly raw: string
  readonly explanation: string
}

/**
 * Reads the path of a request target (without the query). `%2F` separates segments like "/", as in API Gateway, which
 * decodes before it routes. Refused: what is no origin-form path (RFC 9112 section 3.2.1), percent-encoding that is
 * broken or no UTF-8, and dot segments, also in the disguises that backends undo (`%2e`, `..\`, `..;x`): a path is
 * never normalised here, so it must not mean another path elsewhere.
 */
export function readRequestPath(raw: string): RequestPath | UnreadablePath {
  if (!raw.startsWith('/')) return { raw, explanation: 'the request target is not a path' }
  if (/[^\x21-\x7e]|[#\\]/.test(raw))
    return { raw, explanation: 'the path has a character that must be percent-encoded' }
  if (raw === '/') return { raw, segments: [] }
  return raw.includes('%') ? readEncodedPath(raw) : readPlainPath(raw)
}

function readPlainPath(raw: string): RequestPath | UnreadablePath {
  const segments: PathSegment[] = []
  for (let start = 1; start <= raw.length;) {
    const slash = raw.indexOf('/', start)
    const end = slash < 0 ? raw.length : slash
    const text = raw.slice(start, end)
    if (isDotSegment(text)) return { raw, explanation: `the path has the dot segment "${text}"` }
    segments.push({ text, start, end })
    start = end + 1
  }
  return { raw, segments }
}

function readEncodedPath(raw: string): RequestPath | UnreadablePath {
  const segments: PathSegment[] = []
  let start = 1
  for (const separator of raw.slice(1).matchAll(/\/|%2f|$/gi)) {
    const end = separator.index + 1
    const text = decode(raw.slice(start, end))
    if (text === undefined) return { raw, explanation: `the path's percent-encoding is broken near position ${start}` }
    if (isDotSegment(text)) return { raw, explanation: `the path has the dot segment "${raw.slice(start, end)}"` }
    segments.push({ text, start, end })
    start = end + separator[0].length
  }
  return { raw, segments }
}

/**
 * The path after its first segment, as routes see it below a named stage: "/dev/a" is "/a". Undefined when the first
 * segment ends in `%2F`, which separates but cannot begin a path.
 */
export function withoutFirstSegment(path: RequestPath): RequestPath | undefined {
  const [first, ...rest] = path.segments
  if (first === undefined || rest.length === 0) return { raw: '/', segments: [] }
  const raw = path.raw.slice(first.end)
  if (!raw.startsWith('/')) return undefined
  // "/dev/" is the stage's root, not a path with an empty segment.
  if (rest.length === 1 && rest[0]?.text === '') return { raw, segments: [] }
  return {
    raw,
    segments: rest.map(({ text, start, end }) => ({ text, start: start - first.end, end: end - first.end })),
  }
}

/** The path after its first `count` segments, by the same rule. */
export function withoutSegments(path: RequestPath, count: number): RequestPath | undefined {
  let rest: RequestPath | undefined = path
  for (let gone = 0; gone < count && rest; gone++) rest = withoutFirstSegment(rest)
  return rest
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function isDotSegment(text: string): boolean {
  if (!text.includes('.')) return false
  return text.split('\\').some((piece) => /^\.{1,2}(;|$)/.test(piece))
}
