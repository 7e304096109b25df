import { defineCommand } from './command.ts'
import { reviewStack } from './deploy-stack.ts'
import { describeChanges } from './stack-changes.ts'
import { openStacks, stackServerOptions } from './stack-server.ts'
import { findSource, sourceOptions } from './deployment-source.ts'

export const command = defineCommand({
  name: 'diff',
  summary: 'print what deploying a template would change, and change nothing',
  usage: '[TEMPLATE] [options]',
  details: `+ is added, ~ changed in place, ± replaced by another with a new id, - removed.

Without TEMPLATE it takes the one that 'poolgate up' would take.`,
  maxPositionals: 1,
  options: { ...sourceOptions, ...stackServerOptions },
  async run(values, [template], io) {
    const deployments = findSource(template, values).read()
    const server = await openStacks(values, io)
    try {
      for (const deployment of deployments) {
        const changes = await reviewStack(server.client, deployment)
        // Outputs, parameters or conditions alone can differ.
        const lines = changes && (describeChanges(changes) || '  no resource, but other parts of the template\n')
        io.print(`stack ${deployment.stackName}:\n${lines ?? '  no changes\n'}`)
      }
    } finally {
      await server.close()
    }
    return 0
  },
})
