import { Worker } from 'node:worker_threads'

/** What the thread of checkpoints works on; descriptors stay this thread's. */
export interface CheckpointerFiles {
  readonly path: string
  readonly database: number
  /** The `-wal` file. */
  readonly log: number
  /** The `-shm` file. */
  readonly index: number
}

/**
 * `backfill` copies what can be copied while others write. `restart` copies the rest and begins the log anew, `repair` does so
 * after writing the log again; nobody may write meanwhile.
 */
export type Job = 'backfill' | 'restart' | 'repair'

export interface JobResult {
  readonly error?: Error
}

/** Runs jobs one after the other on a thread that starts with the first of them. */
export interface Checkpointer {
  run(job: Job): Promise<void>
  close(): Promise<void>
}

export function createCheckpointer(files: CheckpointerFiles): Checkpointer {
  let worker: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()
  const start = (): Worker => {
    // The same file beside this one's folder in the sources and in the bundle (scripts/build.ts).
    const [ending] = /\.[jt]s$/.exec(import.meta.url) ?? ['.js']
    const started = new Worker(new URL(`../store/sqlite-checkpointer${ending}`, import.meta.url), {
      workerData: files,
      execArgv: [],
    })
    started.unref()
    started.once('exit', () => (worker = undefined))
    return started
  }
  return {
    run: (job) => {
      const result = last.then(() => ask((worker ??= start()), job))
      last = result.catch(() => {})
      return result
    },
    close: async () => {
      await last
      if (!worker) return
      const ended = new Promise((resolve) => worker?.once('exit', resolve))
      worker.ref()
      worker.postMessage('close')
      await ended
    },
  }
}

async function ask(worker: Worker, job: Job): Promise<void> {
  // The process stays until the job is done.
  worker.ref()
  try {
    const { error } = await new Promise<JobResult>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject)
      worker.postMessage(job)
    })
    if (error) throw error
  } finally {
    worker.removeAllListeners('message').removeAllListeners('error').unref()
  }
}
