import { setTimeout as delay } from 'node:timers/promises'
import { late, within } from '../../ports/within.ts'
import type { TurnKeeper } from '../../store/sqlite-writing.ts'

/** The process whose turns are watched. */
export interface WatchedProcess {
  /** Resolves when it answers. */
  readonly ping: () => Promise<unknown>
  /** What it has used so far, in any unit; undefined where nobody knows. */
  readonly processorTime: () => number | undefined
  /** It neither answers nor works: nobody else will ever write unless it ends. */
  readonly giveUp: () => void
}

export interface TurnWatchTimes {
  /** A turn is as long before anybody asks, in milliseconds. */
  readonly turn: number
  /** For an answer. */
  readonly patience: number
  /** So many answers may be missing. */
  readonly tries: number
}

/** Without the processor time a long statement cannot be told from a process that is stopped, so that is waited for. */
const triesInTheDark = 24

/**
 * Watches a process for as long as it has its turn. A long turn is none of our business as long as the process answers, or uses its
 * processor, as in a statement of SQLite that takes a minute. One that is stopped does neither. It is asked several times: after
 * a pause of the whole machine one question at the most goes without an answer.
 */
export function watchTurns<Keeper extends TurnKeeper & { leave(): void }>(
  keeper: Keeper,
  watched: WatchedProcess,
  times: TurnWatchTimes = { turn: 10_000, patience: 5_000, tries: 3 },
): Keeper {
  let watching: { timer: NodeJS.Timeout; isOver: boolean } | undefined
  let isGone = false
  const end = (): void => {
    if (!watching) return
    watching.isOver = true
    clearTimeout(watching.timer)
    watching = undefined
  }
  const begin = (): void => {
    const turn = { timer: setTimeout(() => void watch(turn, watched, times), times.turn), isOver: false }
    watching = turn
  }
  return {
    ...keeper,
    takeTurn: async () => {
      await keeper.takeTurn()
      // Its turn has come to one that ended while it waited.
      if (!isGone) begin()
    },
    endTurn: () => {
      end()
      return keeper.endTurn()
    },
    leave: () => {
      isGone = true
      end()
      keeper.leave()
    },
  }
}

async function watch(
  turn: { readonly isOver: boolean },
  { ping, processorTime, giveUp }: WatchedProcess,
  { patience, tries }: TurnWatchTimes,
): Promise<void> {
  let used = processorTime()
  const missable = used === undefined ? triesInTheDark : tries
  for (let missing = 0; missing < missable;) {
    const answer = await within(patience, ping()).catch((): typeof late => late)
    const now = processorTime()
    if (answer === late && now === used) missing++
    else missing = 0
    used = now
    if (answer !== late) await delay(patience, undefined, { ref: false })
    if (turn.isOver) return
  }
  giveUp()
}
