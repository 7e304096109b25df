/** What the server counts and times. Labels are of our own making or configured, never what a client may choose freely. */
export interface Metrics {
  /** A request to an HTTP API that is over. */
  httpApiRequest(request: CountedRequest): void
  /** A token or a function's verdict that kept a request out. @param reason a stable name of the check that failed */
  authorizerRefused(apiId: string, reason: string): void
  /** A call of a service's API over the network that was answered. @param error the code of a refusal */
  apiCall(call: {
    readonly service: string
    readonly operation: string
    readonly error?: string
    seconds: number
  }): void
  /** One step of a sign-in. @param outcome `signed-in`, `challenged` or the code of a refusal */
  signIn(flow: string, outcome: string): void
  /** The keys of another issuer were asked for. @param outcome `ok` or what failed */
  keysFetched(outcome: string, seconds: number): void
  /** What became of a span: the collector took it or did not, or the queue was full. */
  spanSettled(outcome: 'exported' | 'failed' | 'dropped'): void
  /** Something asked of the database. */
  stored(kind: 'read' | 'write' | 'transaction', seconds: number): void
  /** A number that is read when somebody asks for it. @param name without the prefix that all have */
  watch(name: string, help: string, read: () => number): void
}

interface CountedRequest {
  /** Undefined for a request that found no API. */
  readonly apiId: string | undefined
  /** Undefined for a request that found no route. */
  readonly routeKey: string | undefined
  /** Undefined when the client went away before it had one. */
  readonly status: number | undefined
  readonly seconds: number
}

/** Metrics that somebody can read. */
export interface ReadableMetrics extends Metrics {
  /** All of them in Prometheus' text format, whose media type is `contentType`. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>
}
