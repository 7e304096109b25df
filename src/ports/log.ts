/** What happened, as a name and plain fields. No field may hold a whole token, password, code or secret. */
export interface LogEntry {
  readonly event: string
  readonly [field: string]: unknown
}

export interface Log {
  info(entry: LogEntry): void
  /** Something the operator should look at; poolgate goes on. */
  warn(entry: LogEntry): void
  /** A bug or a failed dependency. */
  error(entry: LogEntry, cause?: unknown): void
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Keeps what was logged, for tests that assert on explanations. */
export function recordingLog(): Log & { readonly entries: (LogEntry & { readonly level: string })[] } {
  const entries: (LogEntry & { readonly level: string })[] = []
  const at = (level: string) => (entry: LogEntry) => void entries.push({ level, ...entry })
  return { entries, info: at('info'), warn: at('warn'), error: at('error') }
}
