import { defineCommand } from './command.ts'
import { reviewStack } from './deploy-stack.ts'
import { describeChanges } from './stack-changes.ts'
import { openStacks, stackServerOptions } from './stack-server.ts'
import { readDeployment, templateOptions } from './template-file.ts'

export const command = defineCommand({
  name: 'diff',
  summary: 'print what deploying a template would change, and change nothing',
  usage: '[TEMPLATE] [options]',
  details: `+ is added, ~ changed in place, ± replaced by another with a new id, - removed.

Without TEMPLATE it takes the one that 'poolgate up' would take.`,
  maxPositionals: 1,
  options: { ...templateOptions, ...stackServerOptions },
  async run(values, [template], io) {
    const deployment = readDeployment(template, values)
    const server = await openStacks(values, io)
    try {
      const changes = await reviewStack(server.client, deployment)
      // Outputs, parameters or conditions alone can differ.
      const lines = changes && (describeChanges(changes) || '  no resource, but other parts of the template\n')
      io.print(`stack ${deployment.stackName}:\n${lines ?? '  no changes\n'}`)
    } finally {
      await server.close()
    }
    return 0
  },
})
