import type { RunningPoolgate } from '../server/poolgate.ts'
import type { AssemblyStack } from './cloud-assembly.ts'
import { CommandError, defineCommand, type Io } from './command.ts'
import { type Deployment, type DeployedStack, deployStack } from './deploy-stack.ts'
import { findSource, sourceOptions } from './deployment-source.ts'
import { describeIdlePins } from './idle-pins.ts'
import { nextSteps } from './next-steps.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { serverOptions } from './server-options.ts'
import { redeployOnChange } from './redeploy.ts'
import { publishAssets } from './publish-assets.ts'
import { defaultTemplates } from './template-file.ts'

export const command = defineCommand({
  name: 'up',
  summary: 'start the server, deploy a CloudFormation template and show each request',
  usage: '[TEMPLATE] [options]',
  details: `TEMPLATE is a template, a folder that has one, or a cloud assembly as 'cdk synth' writes it (cdk.out). Without it up takes the first of ${defaultTemplates.join(', ')} in this directory, or else the example that comes with poolgate. A stack that is there already is updated, and so it is whenever the template changes.`,
  maxPositionals: 1,
  options: {
    ...sourceOptions,
    'no-watch': { type: 'boolean', description: 'deploy once, and not again whenever the template changes' },
    ...serverOptions,
  },
  async run(values, [template], io) {
    const source = findSource(template, values)
    const deployments = source.read()
    const given = { log: 'pretty', ...(await gatherServerValues(values, io.env)) }
    const options = readServerOptions(given, (text) => io.print(text), io.env)
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    const deploy = async (deployment: Deployment) => {
      if (deployment.assembly) await prepareAssembly(deployment.assembly, server, io)
      await publishAssets({ assets: deployment.assets ?? [], bootstrap: undefined }, server)
      return deployStack(server.client, deployment, (text) => io.print(text))
    }
    try {
      const stacks: DeployedStack[] = []
      for (const deployment of deployments) stacks.push(await deploy(deployment))
      io.print(nextSteps(server, stacks))
      for (const line of describeIdlePins(options.pins ?? {}, stacks)) io.printError(`${line}\n`)
      const watch = values['no-watch'] ? undefined : redeployOnChange(source, deployments, deploy, io)
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

async function prepareAssembly(stack: AssemblyStack, server: RunningPoolgate, io: Pick<Io, 'print'>): Promise<void> {
  const { stackName, region = server.region, unpublished } = stack
  if (region !== server.region)
    throw new CommandError(`stack ${stackName} is for ${region}: start the server with --region ${region}`)
  if (unpublished.length > 0)
    io.print(
      `\nnot uploaded, since functions run where --lambda and --lambda-endpoint say: ${unpublished.join(', ')}\n`,
    )
  await publishAssets(stack, server)
}
