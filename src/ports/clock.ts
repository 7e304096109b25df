/** Where every reading of time comes from. */
export interface Clock {
  now(): Date
  /** The same in milliseconds since 1970, without an object for it. */
  time(): number
}

export const systemClock: Clock = { now: () => new Date(), time: () => Date.now() }

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves the clock forward by this many milliseconds. */
  advance(milliseconds: number): void
}

export function manualClock(start: Date | string): ManualClock {
  let time = new Date(start).getTime()
  return {
    now: () => new Date(time),
    time: () => time,
    advance: (milliseconds) => {
      time += milliseconds
    },
  }
}

/** A clock that goes on as another does, some time ahead of it or behind it. */
export interface MovableClock extends Clock {
  /** How far it is ahead, in milliseconds; negative when it is behind. */
  offset(): number
  moveTo(offset: number): void
}

export function movableClock(base: Clock): MovableClock {
  let offset = 0
  return {
    now: () => (offset === 0 ? base.now() : new Date(base.time() + offset)),
    time: () => base.time() + offset,
    offset: () => offset,
    moveTo: (wanted) => {
      offset = wanted
    },
  }
}
