import { defineCommand } from './command.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { readServerOptions, serverOptions } from './server-options.ts'

export const command = defineCommand({
  name: 'serve',
  summary: 'start the server',
  usage: '[options]',
  options: serverOptions,
  async run(values, _positionals, io) {
    const options = readServerOptions(values, (text) => io.print(text))
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    await stopped
    await server.close()
    return 0
  },
})
