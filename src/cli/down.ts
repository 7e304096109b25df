import type { CloudFormationClient } from '../cloudformation/service.ts'
import { ApiError } from '../wire/operation.ts'
import { isCloudAssembly, readCloudAssembly } from './cloud-assembly.ts'
import { CommandError, defineCommand, type Io } from './command.ts'
import { failures, findStack } from './deploy-stack.ts'
import { openStacks, stackServerOptions } from './stack-server.ts'
import { stackNameOf, stackNameOption } from './template-file.ts'

export const command = defineCommand({
  name: 'down',
  summary: 'delete the stack of a template, with its users',
  usage: '[TEMPLATE] [options]',
  details: `Of a cloud assembly it deletes every stack, those first that depend on others. Without TEMPLATE it takes the one that 'poolgate up' would take. What says DeletionPolicy: Retain stays.`,
  maxPositionals: 1,
  options: { ...stackNameOption, ...stackServerOptions },
  async run(values, [template], io) {
    const names =
      template !== undefined && isCloudAssembly(template)
        ? readCloudAssembly(template).map(({ stackName }) => stackName)
        : [stackNameOf(template, values)]
    const server = await openStacks(values, io)
    try {
      for (const name of names.toReversed()) await deleteStack(server.client, name, io)
    } finally {
      await server.close()
    }
    return 0
  },
})

async function deleteStack(client: CloudFormationClient, stackName: string, io: Pick<Io, 'print'>): Promise<void> {
  const stack = await findStack(client, stackName)
  if (!stack) throw new CommandError(`there is no stack ${stackName}`)
  await client.DeleteStack({ StackName: stack.StackId }).catch((error: unknown) => {
    throw error instanceof ApiError ? new CommandError(error.message) : error
  })
  const deleted = await findStack(client, stack.StackId ?? stackName)
  if (deleted?.StackStatus !== 'DELETE_COMPLETE')
    throw new CommandError(
      `stack ${stackName} is ${deleted?.StackStatus ?? 'gone'}:\n${await failures(client, stackName)}`,
    )
  io.print(`stack ${stackName} is deleted\n`)
}
