import { defineCommand } from './command.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { serverOptions } from './server-options.ts'

export const command = defineCommand({
  name: 'serve',
  summary: 'start the server',
  usage: '[options]',
  options: serverOptions,
  async run(values, _positionals, io) {
    const options = readServerOptions(await gatherServerValues(values, io.env), (text) => io.print(text), io.env)
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    await stopped
    await server.close()
    return 0
  },
})
