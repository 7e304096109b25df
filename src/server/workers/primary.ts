import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'
import { late, within } from '../../ports/within.ts'
import { lendTurns, type WriteTurns } from '../../store/sqlite-writing.ts'
import { countSignIns } from '../sign-in-limit.ts'
import { lendTokens } from './lend-tokens.ts'
import { type Channel, type Link, type LinkMessage, openLink } from './link.ts'
import { mergeMetrics } from './merge-metrics.ts'
import type { PrimaryAnswers, WorkerAnswers } from './messages.ts'
import { processorTimeOf } from './processor-time.ts'
import { type TurnWatchTimes, type WatchedProcess, watchTurns } from './watch-turns.ts'
import { workerVariable } from './worker-number.ts'

/** The workers of a server, seen from the process that has started them. */
export interface Workers {
  /** Stops each in turn and starts it anew, while the others serve; when that is under way already, once more then. */
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
/** For how long a worker's metrics, or its taking up a change, are waited for. */
const patience = 2000

/** A process that was started, and may have joined the others. */
interface Started {
  readonly worker: Worker
  readonly link: Link<WorkerAnswers>
}

/** @param turns lets one worker at a time write; not with a database that has processes of its own */
export interface WorkersOptions {
  readonly count: number
  readonly turns: WriteTurns | undefined
  /** When a worker that has its turn is given up. */
  readonly turnTimes?: TurnWatchTimes
  readonly log: Log
}

/**
 * Starts `count` processes that run this program with the same arguments and share its port: the first alone, since it makes
 * what a new installation needs, then the others. Whoever dies is replaced.
 */
export async function startWorkers({ count, turns, turnTimes, log }: WorkersOptions): Promise<Workers> {
  // Whoever is free accepts. If the primary handed connections out, those on their way to a worker that is killed would wait
  // for ever: nobody closes them.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const workers = new Map<number, Started>()
  /** Who serves, or is about to: also one that is being stopped, which answers a last request on each of its connections. */
  const serving = new Map<Started, number>()
  /** By number, those that are not there yet. */
  const replacing = new Map<number, Promise<void>>()
  const time = (): number => performance.now()
  const tokens = lendTokens(count, time)
  const countSignIn = countSignIns(time)
  let hasAnyJoined = false
  const stopping = new AbortController()
  let restarting: Promise<void> | undefined
  let isToRestartAgain = false

  async function start(number: number): Promise<void> {
    const worker = cluster.fork({ [workerVariable]: String(number), ...threadsOfEach(count) })
    const listening = Promise.withResolvers<void>()
    const lent =
      turns &&
      watchTurns(
        lendTurns(turns),
        watched(number, worker, () => started.link),
        turnTimes,
      )
    const link = openLink<WorkerAnswers, PrimaryAnswers>(channelTo(worker), {
      join: () => {
        serving.set(started, number)
        const isAlone = !hasAnyJoined
        hasAnyJoined = true
        return { isAlone, count }
      },
      ready: listening.resolve,
      gatherMetrics: () => gatherMetrics(workers),
      announce: () => announce(started),
      changeKeyring: (question) => askFirst(workers).ask('changeKeyring', question),
      lendTokens: (question) => tokens.lend(number, question),
      countSignIn: ({ subject, perMinute }) => countSignIn(subject, perMinute),
      ...(lent ?? noTurns),
    })
    const started: Started = { worker, link }
    workers.set(number, started)
    worker.once('exit', (code) => {
      serving.delete(started)
      lent?.leave()
      tokens.leave(number)
      listening.reject(new WorkerFailedError(code))
    })
    await listening.promise
    const since = performance.now()
    log.info({ event: 'worker-started', worker: number, pid: worker.process.pid })
    worker.once('exit', (code, signal) => {
      if (stopping.signal.aborted || workers.get(number) !== started) return
      log.error({ event: 'worker-died', worker: number, code, signal })
      void replace(number, performance.now() - since < shortLife ? firstPause : 0)
    })
  }

  function watched(number: number, { process }: Worker, link: () => Link<WorkerAnswers>): WatchedProcess {
    return {
      ping: () => link().ask('ping'),
      processorTime: () => processorTimeOf(process.pid ?? 0),
      giveUp: () => {
        log.error({ event: 'worker-stuck', worker: number, pid: process.pid })
        process.kill('SIGKILL')
      },
    }
  }

  /** Resolves when there is another one, or the server stops. */
  function replace(number: number, pause: number): Promise<void> {
    const replaced = startAnew(number, pause).finally(() => replacing.delete(number))
    replacing.set(number, replaced)
    return replaced
  }

  async function startAnew(number: number, pause: number): Promise<void> {
    await delay(pause, undefined, stopping).catch(() => {})
    if (stopping.signal.aborted) return
    try {
      await start(number)
    } catch (error) {
      log.error({ event: 'worker-failed', worker: number }, error)
      await startAnew(number, Math.min(Math.max(2 * pause, firstPause), longestPause))
    }
  }

  /** Resolves when the other workers have taken up what one has changed; of one that cannot it takes its own look to do so. */
  async function announce(by: Started): Promise<void> {
    await Promise.all(
      [...serving].map(async ([other, number]) => {
        if (other === by) return
        const reason = await within(patience, other.link.ask('takeUp')).then(
          (outcome) => (outcome === late ? `no answer within ${patience} ms` : undefined),
          String,
        )
        if (reason !== undefined && serving.has(other)) log.warn({ event: 'worker-behind', worker: number, reason })
      }),
    )
  }

  async function stopOne(number: number, drain: boolean): Promise<void> {
    const started = workers.get(number)
    workers.delete(number)
    if (started && !started.worker.isDead()) await stopWorker(started, drain)
  }

  async function restartEach(): Promise<void> {
    log.info({ event: 'workers-restarting' })
    for (let number = 1; number <= count; number++) {
      // Of one that has just died another is on its way, and none could serve meanwhile.
      await Promise.all(replacing.values())
      await stopOne(number, false)
      await replace(number, 0)
    }
  }

  async function restartAll(): Promise<void> {
    do {
      isToRestartAgain = false
      await restartEach()
    } while (isToRestartAgain && !stopping.signal.aborted)
  }

  function restart(): Promise<void> {
    // Those that are back have read what was configured before.
    isToRestartAgain = restarting !== undefined
    return (restarting ??= restartAll().finally(() => (restarting = undefined)))
  }

  const stop = async (): Promise<void> => {
    stopping.abort()
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
  return { stop, restart }
}

/** Together the workers have as many threads for hashes as one process would have, and each one for everything else. */
function threadsOfEach(count: number): NodeJS.ProcessEnv {
  const threads = process.env['UV_THREADPOOL_SIZE'] ?? Math.ceil(availableParallelism() / count) + 1
  return { UV_THREADPOOL_SIZE: String(threads) }
}

/** A worker that is gone cannot be told anything, and needs not. */
function channelTo(worker: Worker): Channel {
  return {
    send: (message) => void (worker.isConnected() && worker.send(message, () => {})),
    onMessage: (listener) => void worker.on('message', (message: LinkMessage<never>) => listener(message)),
    onClose: (listener) => void worker.once('exit', listener),
  }
}

const refuseTurn = (): Promise<never> => Promise.reject(new Error('the database has processes of its own'))
const noTurns = { takeTurn: refuseTurn, endTurn: refuseTurn, checkLog: refuseTurn }

function askFirst(workers: ReadonlyMap<number, Started>): Link<WorkerAnswers> {
  const first = workers.get(1)
  if (!first) throw new Error('the first worker is being restarted')
  return first.link
}

async function stopWorker({ worker, link }: Started, drain: boolean): Promise<void> {
  const exit = once(worker, 'exit')
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), longestStop)
  await link.ask('stop', { drain }).catch(() => {})
  await exit
  clearTimeout(timer)
}

/** Asks every worker; one that does not answer in time is left out. */
async function gatherMetrics(workers: ReadonlyMap<number, Started>): Promise<string> {
  const texts = await Promise.all(
    [...workers].map(async ([number, { link }]): Promise<[number, string]> => {
      const text = await within(patience, link.ask('readMetrics')).catch(() => '')
      return [number, text === late ? '' : text]
    }),
  )
  return mergeMetrics(new Map(texts))
}
