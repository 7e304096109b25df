import { CommandError, type Io } from './command.ts'
import type { Deployment, DeployedStack } from './deploy-stack.ts'
import type { DeploymentSource } from './deployment-source.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { watchPaths } from './watch-paths.ts'

export interface Redeploying {
  /** Rejects with a bug of ours; never resolves. */
  readonly failed: Promise<never>
  /** Ends the watch, and waits for what is under way. */
  close(): Promise<void>
}

/**
 * Deploys those stacks of `source` that have changed, whenever they have. What cannot be deployed is explained, and the next
 * change awaited.
 */
export function redeployOnChange(
  source: DeploymentSource,
  deployed: readonly Deployment[],
  deploy: (deployment: Deployment) => Promise<DeployedStack>,
  io: Pick<Io, 'print' | 'printError'>,
): Redeploying {
  const latest = new Map(deployed.map((deployment) => [deployment.stackName, JSON.stringify(deployment)]))
  const deploying = oneAtATime(async () => {
    try {
      for (const deployment of watching.read()) {
        const text = JSON.stringify(deployment)
        const { stackName, templateFile } = deployment
        // Files are also written without being changed.
        if (latest.get(stackName) === text) continue
        latest.set(stackName, text)
        const { stack, outcome } = await deploy(deployment)
        io.print(
          outcome === 'unchanged'
            ? `\n${templateFile} changes nothing of stack ${stackName}\n`
            : `\nstack ${stackName} is ${stack.StackStatus}\n`,
        )
      }
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      io.printError(`\n${error.message}\nwaiting for the next change\n`)
    }
  })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const begin = () => void deploying.run().catch(reject)
  const watching = watchSource(source, begin, io)
  // What changed before there was a watch.
  begin()
  return {
    failed,
    close: async () => {
      watching.close()
      await deploying.settled()
    },
  }
}

interface WatchedSource {
  /** As the source does; what it is made of by then is watched. */
  read(): readonly Deployment[]
  close(): void
}

/** A template may come to name other files. */
function watchSource(source: DeploymentSource, changed: () => void, io: Pick<Io, 'printError'>): WatchedSource {
  let isClosed = false
  let paths: readonly string[] = []
  let watching: ReturnType<typeof watchOrExplain>
  function watchAnew(): void {
    const found = source.watched()
    if (isClosed || found.join('\n') === paths.join('\n')) return
    watching?.close()
    paths = found
    watching = watchOrExplain(paths, changed, io)
  }
  watchAnew()
  return {
    read() {
      try {
        source.read()
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
      }
      watchAnew()
      // What changed before there was a watch.
      return source.read()
    },
    close() {
      isClosed = true
      watching?.close()
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
