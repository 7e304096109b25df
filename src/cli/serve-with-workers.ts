import cluster from 'node:cluster'
import { refuseUnsafe } from '../server/ground.ts'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import type { Channel, LinkMessage } from '../server/workers/link.ts'
import { startWorkers, WorkerFailedError, type Workers } from '../server/workers/primary.ts'
import { takeWorkerPlace } from '../server/workers/worker-place.ts'
import { silentLog } from '../ports/log.ts'
import { databaseFile, holdDataDirectory } from '../store/data-directory.ts'
import { openWriteTurns } from '../store/sqlite-writing.ts'
import { orExplain, startOrExplain, stopSignal } from './run-server.ts'

/**
 * Serves with several processes, until it is told to stop. SIGHUP restarts one after the other. Answers the exit code.
 *
 * @param readOptions what those that are restarted will read; rejects when they could not
 */
export async function serveAsPrimary(
  options: PoolgateOptions,
  dataDir: string,
  count: number,
  readOptions: () => Promise<PoolgateOptions>,
): Promise<number> {
  const { log = silentLog } = options
  const stopped = stopSignal()
  const release = await orExplain(options, () => {
    refuseUnsafe(options, options.host)
    return holdDataDirectory(dataDir)
  })
  const turns = options.database === undefined ? openWriteTurns(databaseFile(dataDir)) : undefined
  let workers: Workers | undefined
  process.on('SIGHUP', () => {
    readOptions().then(
      () => workers?.restart(),
      // None is stopped for options with which it could not start.
      (error: unknown) => log.error({ event: 'workers-not-restarted' }, error),
    )
  })
  try {
    workers = await startWorkers({ count, turns, log })
    await stopped
    await workers.stop()
    return 0
  } catch (error) {
    // It has said why.
    if (error instanceof WorkerFailedError) return error.exitCode
    throw error
  } finally {
    await turns?.close()
    release()
  }
}

/** Serves as one of several processes, until the primary says that it shall stop. */
export async function serveAsWorker(options: PoolgateOptions, number: number): Promise<number> {
  // A terminal and a supervisor tell all processes to stop; the primary then tells each once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
  try {
    const taken = await takeWorkerPlace(number, channelToPrimary())
    const server = await startOrExplain(options, taken.place)
    await taken.ready()
    await server.close(await taken.stopped)
    return 0
  } finally {
    // The process stays as long as the primary can reach it.
    cluster.worker?.disconnect()
  }
}

function channelToPrimary(): Channel {
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', (message: LinkMessage<never>) => listener(message)),
    onClose: (listener) => void process.once('disconnect', listener),
  }
}
