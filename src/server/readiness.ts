import type { Log } from '../ports/log.ts'
import { late, within } from '../ports/within.ts'
import type { Database } from '../store/sql.ts'

/** What `/readyz` answers; `reason` is what an operator looks up in docs/operations.md. */
interface ReadinessAnswer {
  readonly status: 200 | 503
  readonly body: { readonly status: 'ready' } | { readonly status: 'unavailable'; readonly reason: string }
}

/** Whether requests should be sent here. */
export interface Readiness {
  check(): Promise<ReadinessAnswer>
  /** From now on the answer is no: the server is about to stop. */
  drain(): void
}

/** A database that takes longer cannot be waited for by those who sign in, either; milliseconds. */
const patience = 2000

const ready: ReadinessAnswer = { status: 200, body: { status: 'ready' } }

/** Asks the database each time, and tells the log when the answer changes. */
export function createReadiness(database: Pick<Database, 'check'>, log: Log): Readiness {
  let isDraining = false
  let wasReachable = true

  function note(isReachable: boolean, error?: unknown): void {
    if (wasReachable === isReachable) return
    wasReachable = isReachable
    if (isReachable) log.info({ event: 'database-reachable' })
    else log.error({ event: 'database-unreachable' }, error)
  }

  return {
    drain: () => {
      isDraining = true
    },
    check: async () => {
      if (isDraining) return unavailable('draining')
      try {
        const answer = await within(patience, database.check())
        if (answer === late) throw new Error(`no answer within ${patience} ms`)
      } catch (error) {
        note(false, error)
        return unavailable('the database does not answer')
      }
      note(true)
      return ready
    },
  }
}

function unavailable(reason: string): ReadinessAnswer {
  return { status: 503, body: { status: 'unavailable', reason } }
}
