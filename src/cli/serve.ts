import { defineCommand } from './command.ts'
import { countWorkers } from './count-workers.ts'
import { inPieces } from './in-pieces.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { defaultDataDir, serverOptions } from './server-options.ts'
import { workerNumber } from '../server/workers/worker-number.ts'

export const command = defineCommand({
  name: 'serve',
  summary: 'start the server',
  usage: '[options]',
  options: serverOptions,
  async run(values, _positionals, io) {
    const print = (text: string): void => io.print(text)
    const worker = workerNumber()
    const read = async () =>
      readServerOptions(
        await gatherServerValues(values, io.env),
        worker === undefined ? print : inPieces(print),
        io.env,
      )
    const options = await read()
    const { dataDir = defaultDataDir } = options
    const workers = countWorkers(options)
    if (workers > 1 || worker !== undefined) {
      const { serveAsPrimary, serveAsWorker } = await import('./serve-with-workers.ts')
      return worker === undefined ? serveAsPrimary(options, dataDir, workers, read) : serveAsWorker(options, worker)
    }
    const stopped = stopSignal()
    // What supervisors reload servers with; in development it is the terminal, which is closed.
    if (options.mode === 'production')
      process.on('SIGHUP', () => options.log?.warn({ event: 'not-restarted', reason: 'there is one process only' }))
    const server = await startOrExplain(options)
    await stopped
    await server.close()
    return 0
  },
})
