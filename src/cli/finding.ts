import type { PoolgateOptions } from '../server/poolgate-options.ts'

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

export const ok = (about: string, text: string): Finding => ({ state: 'ok', about, text })
export const warning = (about: string, text: string): Finding => ({ state: 'warning', about, text })
export const failure = (about: string, text: string): Finding => ({ state: 'failure', about, text })

/** Options with the places that they leave out. */
export interface Placed extends PoolgateOptions {
  readonly dataDir: string
  readonly host: string
  readonly port: number
}
