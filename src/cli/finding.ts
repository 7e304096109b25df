/** What `poolgate doctor` found out about one thing. */
export interface Finding {
  /** `warning` for what works now and may not for long; `failure` for what would not work. */
  readonly state: 'ok' | 'warning' | 'failure'
  /** A word or two: `clock`, `master key`. */
  readonly about: string
  /** What is so and, unless it is well, what to do. */
  readonly text: string
}

/** Why something failed, for a finding. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
