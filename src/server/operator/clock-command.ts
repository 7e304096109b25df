import type { MovableClock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { type OperatorAnswer, type OperatorCommand, refuseOperator } from './operator.ts'

/** How far the clock can be from the machine's: every lifetime that a pool can have fits in. */
const farthestMilliseconds = 100 * 366 * 24 * 3_600_000

/**
 * Shows or moves the server's clock, so that expiry can be tried. In production it stays the machine's: whoever could
 * set it back would revive every expired token.
 * @param clock undefined in production
 */
export function clockCommand(clock: MovableClock | undefined, log: Log): OperatorCommand {
  return {
    action: 'MoveClock',
    members: 'advanceMilliseconds, setTo, reset or nothing',
    answer: async (question) => {
      if (!clock) return refuseOperator(403, 'the clock of a server in production mode cannot be moved')
      const offset = readOffset(clock, question)
      if (offset === undefined) return undefined
      if (Math.abs(offset) > farthestMilliseconds)
        return refuseOperator(400, "the clock can be at most 100 years from the machine's")
      if (offset !== clock.offset()) {
        clock.moveTo(offset)
        log.warn({ event: 'clock-moved', now: clock.now().toISOString(), offsetMilliseconds: offset })
      }
      return tell(clock)
    },
  }
}

function tell(clock: MovableClock): OperatorAnswer {
  return { status: 200, body: { now: clock.now().toISOString(), offsetMilliseconds: clock.offset() } }
}

/** The offset that is asked for; the present one when nothing is. */
function readOffset(clock: MovableClock, question: object): number | undefined {
  const [[name, value] = [undefined, undefined], ...more] = Object.entries<unknown>({ ...question })
  if (more.length > 0) return undefined
  if (name === undefined) return clock.offset()
  if (name === 'reset' && value === true) return 0
  if (name === 'advanceMilliseconds' && Number.isSafeInteger(value)) return clock.offset() + Number(value)
  if (name !== 'setTo' || typeof value !== 'string') return undefined
  const time = new Date(value).getTime()
  return Number.isNaN(time) ? undefined : clock.offset() + time - clock.time()
}
