import type { CloudFormationClient } from '../cloudformation/service.ts'
import { CommandError, type Io } from './command.ts'
import { type Deployment, deployStack } from './deploy-stack.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { watchPaths } from './watch-paths.ts'

/** What is deployed, again and again. */
export interface DeploymentSource {
  /** Throws CommandError when it cannot be read. */
  read(): Deployment
  /** Files and folders whose change may change it. */
  readonly watched: readonly string[]
}

export interface Redeploying {
  /** Rejects with a bug of ours; never resolves. */
  readonly failed: Promise<never>
  /** Ends the watch, and waits for what is under way. */
  close(): Promise<void>
}

/** Deploys what `source` says whenever that has changed. What cannot be deployed is explained, and the next change awaited. */
export function redeployOnChange(
  client: CloudFormationClient,
  source: DeploymentSource,
  deployed: Deployment,
  io: Pick<Io, 'print' | 'printError'>,
): Redeploying {
  let latest = JSON.stringify(deployed)
  const deploying = oneAtATime(async () => {
    try {
      const deployment = source.read()
      const text = JSON.stringify(deployment)
      // Files are also written without being changed.
      if (text === latest) return
      latest = text
      const { stack, outcome } = await deployStack(client, deployment, (line) => io.print(line))
      io.print(
        outcome === 'unchanged'
          ? `\n${deployment.templateFile} changes nothing of stack ${deployment.stackName}\n`
          : `\nstack ${deployment.stackName} is ${stack.StackStatus}\n`,
      )
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      io.printError(`\n${error.message}\nwaiting for the next change\n`)
    }
  })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const deploy = () => void deploying.run().catch(reject)
  const watching = watchOrExplain(source.watched, deploy, io)
  // What changed before there was a watch.
  deploy()
  return {
    failed,
    close: async () => {
      watching?.close()
      await deploying.settled()
    },
  }
}

/** A system that cannot watch any more files runs everything else. */
function watchOrExplain(paths: readonly string[], changed: () => void, io: Pick<Io, 'printError'>) {
  try {
    return watchPaths(paths, changed)
  } catch (error) {
    io.printError(
      `changes of ${paths.join(', ')} will not be noticed: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return undefined
  }
}
