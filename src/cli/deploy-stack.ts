import type { Stack, StackResource } from '@aws-sdk/client-cloudformation'
import type { RunningPoolgate } from '../poolgate.ts'
import { ApiError } from '../wire/operation.ts'
import { CommandError } from './command.ts'

export interface Deployment {
  readonly templateFile: string
  readonly templateBody: string
  readonly stackName: string
  readonly parameters: Readonly<Record<string, string>>
}

export interface DeployedStack {
  readonly stack: Stack
  readonly resources: readonly StackResource[]
}

/**
 * Creates the stack, or finds it as it should be; throws CommandError with the reason when it cannot be.
 * A stack whose earlier creation failed is deleted first, as it holds nothing.
 */
export async function deployStack(server: RunningPoolgate, deployment: Deployment): Promise<DeployedStack> {
  const { client } = server
  const input = {
    StackName: deployment.stackName,
    TemplateBody: deployment.templateBody,
    Parameters: Object.entries(deployment.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  }
  try {
    const existing = await findStack(server, deployment.stackName)
    if (existing?.StackStatus === 'ROLLBACK_COMPLETE') await client.DeleteStack({ StackName: deployment.stackName })
    if (existing?.StackStatus === 'CREATE_COMPLETE') await updateStack(server, input)
    else await client.CreateStack(input)
  } catch (error) {
    throw explain(error, deployment)
  }
  const stack = await findStack(server, deployment.stackName)
  if (stack?.StackStatus !== 'CREATE_COMPLETE') throw await failure(server, deployment, stack)
  const { StackResources = [] } = await client.DescribeStackResources({ StackName: deployment.stackName })
  return { stack, resources: StackResources }
}

async function findStack({ client }: RunningPoolgate, StackName: string): Promise<Stack | undefined> {
  try {
    return (await client.DescribeStacks({ StackName })).Stacks?.[0]
  } catch (error) {
    if (error instanceof ApiError && error.message.endsWith('does not exist')) return undefined
    throw error
  }
}

/** The stack is there: unchanged is as good as updated. */
async function updateStack(
  { client }: RunningPoolgate,
  input: Parameters<typeof client.UpdateStack>[0],
): Promise<void> {
  try {
    await client.UpdateStack(input)
  } catch (error) {
    if (!(error instanceof ApiError && error.message === 'No updates are to be performed.')) throw error
  }
}

function explain(error: unknown, { templateFile, stackName }: Deployment): unknown {
  if (!(error instanceof ApiError)) return error
  const reason = error.message.replaceAll('(TemplateBody:', `(${templateFile}:`)
  return new CommandError(`stack ${stackName} was refused and nothing was made:\n${reason}`)
}

/** Why a stack is not complete, as its events tell it: the first failure is the cause of the others. */
async function failure(
  { client }: RunningPoolgate,
  { stackName, templateFile }: Deployment,
  stack: Stack | undefined,
): Promise<CommandError> {
  const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: stackName })
  const failed = StackEvents.toReversed().filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
  const reasons = failed.map(
    (event) => `  ${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`,
  )
  return new CommandError(
    `stack ${stackName} from ${templateFile} is ${stack?.StackStatus ?? 'gone'}:\n${reasons.join('\n')}`,
  )
}
