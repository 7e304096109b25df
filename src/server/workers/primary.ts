import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'
import { mergeMetrics } from './merge-metrics.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { workerVariable } from './worker-number.ts'

/** The workers of a server, seen from the process that has started them. */
export interface Workers {
  /** Stops each in turn and starts it anew, while the others serve. */
  restart(): Promise<void>
  /** Resolves when none is left. */
  stop(): Promise<void>
}

/** A worker ended before it listened; it has said why. */
export class WorkerFailedError extends Error {
  readonly exitCode: number

  constructor(exitCode: number | null) {
    super(`a worker ended with ${exitCode} before it listened`)
    this.name = 'WorkerFailedError'
    this.exitCode = exitCode || 1
  }
}

/** A worker that lived shorter than so many milliseconds is replaced only after a pause, which doubles. */
const shortLife = 10_000
const firstPause = 500
const longestPause = 30_000
/** Longer than a server takes to stop. */
const longestStop = 40_000
/** For how long the metrics of a worker are waited for. */
const metricsPatience = 2000

/**
 * Starts `count` processes that run this program with the same arguments and share its port: the first alone, since it makes
 * what a new installation needs, then the others. Whoever dies is replaced.
 */
export async function startWorkers(count: number, log: Log): Promise<Workers> {
  // Whoever is free accepts. If the primary handed connections out, those on their way to a worker that is killed would wait
  // for ever: nobody closes them.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const workers = new Map<number, Worker>()
  let isStopping = false
  let restarting: Promise<void> | undefined

  async function start(number: number): Promise<void> {
    const worker = cluster.fork({ [workerVariable]: String(number), ...threadsOfEach(count) })
    workers.set(number, worker)
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'gather-metrics')
        void gatherMetrics(workers).then((text) => answer(worker, message.id, text))
    })
    await listening(worker)
    const since = performance.now()
    log.info({ event: 'worker-started', worker: number, pid: worker.process.pid })
    worker.once('exit', (code, signal) => {
      if (isStopping || workers.get(number) !== worker) return
      log.error({ event: 'worker-died', worker: number, code, signal })
      void replace(number, performance.now() - since < shortLife ? firstPause : 0)
    })
  }

  async function replace(number: number, pause: number): Promise<void> {
    await delay(pause)
    if (isStopping) return
    try {
      await start(number)
    } catch (error) {
      log.error({ event: 'worker-failed', worker: number }, error)
      await replace(number, Math.min(Math.max(2 * pause, firstPause), longestPause))
    }
  }

  async function stopOne(number: number, drain: boolean): Promise<void> {
    const worker = workers.get(number)
    workers.delete(number)
    if (worker && !worker.isDead()) await stopWorker(worker, drain)
  }

  async function restartEach(): Promise<void> {
    log.info({ event: 'workers-restarting' })
    for (let number = 1; number <= count; number++) {
      await stopOne(number, false)
      await replace(number, 0)
    }
  }

  const stop = async (): Promise<void> => {
    isStopping = true
    await Promise.all([...workers.keys()].map((number) => stopOne(number, true)))
    await restarting
  }
  try {
    await start(1)
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => start(index + 2)))
  } catch (error) {
    await stop()
    throw error
  }
  return { stop, restart: () => (restarting ??= restartEach().finally(() => (restarting = undefined))) }
}

/** Together the workers have as many threads for hashes as one process would have, and each one for everything else. */
function threadsOfEach(count: number): NodeJS.ProcessEnv {
  const threads = process.env['UV_THREADPOOL_SIZE'] ?? Math.ceil(availableParallelism() / count) + 1
  return { UV_THREADPOOL_SIZE: String(threads) }
}

function listening(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve()
    })
    worker.once('exit', (code) => reject(new WorkerFailedError(code)))
  })
}

async function stopWorker(worker: Worker, drain: boolean): Promise<void> {
  const exit = once(worker, 'exit')
  const late = setTimeout(() => worker.process.kill('SIGKILL'), longestStop)
  tell(worker, { kind: 'stop', drain })
  await exit
  clearTimeout(late)
}

let questions = 0

/** Asks every worker; one that does not answer in time is left out. */
async function gatherMetrics(workers: ReadonlyMap<number, Worker>): Promise<string> {
  const texts = await Promise.all(
    [...workers].map(async ([number, worker]): Promise<[number, string]> => [number, await metricsOf(worker)]),
  )
  return mergeMetrics(new Map(texts))
}

function metricsOf(worker: Worker): Promise<string> {
  const id = ++questions
  return new Promise((resolve) => {
    const end = (text: string): void => {
      clearTimeout(late)
      worker.off('message', listen)
      resolve(text)
    }
    const listen = (message: FromWorker): void => {
      if (message.kind === 'metrics' && message.id === id) end(message.text)
    }
    const late = setTimeout(() => end(''), metricsPatience)
    worker.on('message', listen)
    tell(worker, { kind: 'read-metrics', id })
  })
}

function answer(worker: Worker, id: number, text: string): void {
  tell(worker, { kind: 'gathered-metrics', id, text })
}

/** A worker that is gone cannot be told anything, and needs not. */
function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {})
}
