/** Work that is done again and again. */
export interface Repetition {
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>
}

/** Does `work`, which never rejects, again and again, with a pause before each time. */
export function repeat(pauseMilliseconds: number, work: () => Promise<void>): Repetition {
  let isStopped = false
  let timer: NodeJS.Timeout
  let last: Promise<void> = Promise.resolve()
  function schedule(): void {
    timer = setTimeout(() => {
      last = work().then(() => {
        if (!isStopped) schedule()
      })
    }, pauseMilliseconds)
  }
  schedule()
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await last
    },
  }
}
