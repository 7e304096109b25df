import { defineCommand } from './command.ts'
import { deployStack } from './deploy-stack.ts'
import { nextSteps } from './next-steps.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { serverOptions } from './server-options.ts'
import { redeployOnChange } from './redeploy.ts'
import { defaultTemplates, templateOptions, templateSource } from './template-file.ts'

export const command = defineCommand({
  name: 'up',
  summary: 'start the server, deploy a CloudFormation template and show each request',
  usage: '[TEMPLATE] [options]',
  details: `Without TEMPLATE it takes the first of ${defaultTemplates.join(', ')} in this directory, or else the example that comes with poolgate. TEMPLATE may be a folder that has one. A stack that is there already is updated, and so it is whenever the template changes.`,
  maxPositionals: 1,
  options: {
    ...templateOptions,
    'no-watch': { type: 'boolean', description: 'deploy once, and not again whenever the template changes' },
    ...serverOptions,
  },
  async run(values, [template], io) {
    const source = templateSource(template, values)
    const deployment = source.read()
    const given = { log: 'pretty', ...(await gatherServerValues(values, io.env)) }
    const options = readServerOptions(given, (text) => io.print(text), io.env)
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    try {
      const stack = await deployStack(server.client, deployment, (text) => io.print(text))
      io.print(nextSteps(server, stack))
      const watch = values['no-watch'] ? undefined : redeployOnChange(server.client, source, deployment, io)
      try {
        await Promise.race([stopped, ...(watch ? [watch.failed] : [])])
      } finally {
        await watch?.close()
      }
    } finally {
      await server.close()
    }
    return 0
  },
})
