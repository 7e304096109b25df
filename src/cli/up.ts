import { defineCommand } from './command.ts'
import { deployStack } from './deploy-stack.ts'
import { nextSteps } from './next-steps.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { serverOptions } from './server-options.ts'
import { defaultTemplates, readDeployment, templateOptions } from './template-file.ts'

export const command = defineCommand({
  name: 'up',
  summary: 'start the server, deploy a CloudFormation template and show each request',
  usage: '[TEMPLATE] [options]',
  details: `Without TEMPLATE it takes the first of ${defaultTemplates.join(', ')} in this directory, or else the example that comes with poolgate. A stack that is there already is updated.`,
  maxPositionals: 1,
  options: { ...templateOptions, ...serverOptions },
  async run(values, [template], io) {
    const deployment = readDeployment(template, values)
    const given = { log: 'pretty', ...(await gatherServerValues(values, io.env)) }
    const options = readServerOptions(given, (text) => io.print(text), io.env)
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    try {
      const stack = await deployStack(server.client, deployment, (text) => io.print(text))
      io.print(nextSteps(server, stack))
      await stopped
    } finally {
      await server.close()
    }
    return 0
  },
})
