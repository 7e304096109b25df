/** Work that is asked for from outside, and never done twice at a time. */
export interface OneAtATime {
  /** Begins the work or, while it is under way, has it done once more afterwards. Rejects when the work does. */
  readonly run: () => Promise<void>
  /** Resolves when nothing is under way any more. */
  readonly settled: () => Promise<void>
}

export function oneAtATime(work: () => Promise<void>): OneAtATime {
  let running: Promise<void> | undefined
  let again = false
  async function untilDone(): Promise<void> {
    try {
      do {
        again = false
        await work()
      } while (again)
    } finally {
      running = undefined
    }
  }
  return {
    run: () => {
      if (running) again = true
      return (running ??= untilDone())
    },
    settled: async () => {
      again = false
      await running?.catch(() => {})
    },
  }
}
