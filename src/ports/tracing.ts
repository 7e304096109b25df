/** What a span says; names follow the semantic conventions of OpenTelemetry. No secrets, and no queries, which may hold some. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

type Header = readonly [name: string, value: string]

/** Some work with its time and its place in a trace. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** `traceparent`, and the caller's `tracestate`, for whoever is asked for a part of the work (W3C Trace Context). */
  readonly headers: readonly Header[]
  /** Runs work whose spans are below this one. */
  run<Result>(work: () => Result): Result
  /** @param describe what came of the work; not asked where nobody will see it */
  end(describe?: () => SpanOutcome): void
}

/** What is known of some work only once it is over. */
export interface SpanOutcome {
  /** In place of the name that it began with. */
  readonly name?: string
  readonly attributes?: SpanAttributes
  /** Why it failed, in a word: an error code, a status. */
  readonly error?: string | undefined
}

/** How a request names the trace that it belongs to. */
export interface TraceContext {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

export interface Tracing {
  /**
   * Begins the span of a request that came over the network.
   * @param traceId what a trace that begins here is called
   */
  receive(name: string, from: TraceContext, traceId?: string): Span
  /**
   * Begins a span below the one that it is called in; undefined where there is none that is recorded and goes on.
   * @param kind `client` for what somebody else is asked for
   */
  begin(kind: 'internal' | 'client', name: string, attributes?: SpanAttributes): Span | undefined
  /** Resolves when what was waiting has been sent, or cannot be. */
  close(): Promise<void>
}

/**
 * Runs work in a span of its own, where somebody wants spans.
 * @param describe what came of it; what is thrown is an error by its name
 */
export async function inSpan<Result>(
  span: Span | undefined,
  work: () => Promise<Result>,
  describe: (result: Result) => SpanOutcome = () => ({}),
): Promise<Result> {
  if (span === undefined) return work()
  try {
    const result = await span.run(work)
    span.end(() => describe(result))
    return result
  } catch (error) {
    span.end(() => ({ error: error instanceof Error ? error.name : 'Error' }))
    throw error
  }
}
