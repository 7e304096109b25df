import { setTimeout as sleep } from 'node:timers/promises'
import type { Change, Parameter, Stack, StackEvent, StackResource, Tag } from '@aws-sdk/client-cloudformation'
import type { CloudFormationClient } from '../cloudformation/service.ts'
import { ApiError } from '../wire/operation.ts'
import type { Asset, AssemblyStack } from './cloud-assembly.ts'
import { CommandError } from './command.ts'
import { describeChanges } from './stack-changes.ts'

export interface Deployment {
  readonly templateFile: string
  readonly templateBody: string
  readonly stackName: string
  readonly parameters: Readonly<Record<string, string>>
  /** Local files that the template names, which it finds in a bucket. */
  readonly assets?: readonly Asset[]
  /** Where it is one of a cloud assembly's. */
  readonly assembly?: AssemblyStack
}

export interface DeployedStack {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly stack: Stack
  readonly resources: readonly StackResource[]
}

/**
 * Makes the stack, or makes it what the template says, and prints what changes; throws CommandError with the reason when
 * it cannot be. A stack whose earlier creation failed is deleted first, as it holds nothing.
 */
export async function deployStack(
  client: CloudFormationClient,
  deployment: Deployment,
  print: (text: string) => void,
): Promise<DeployedStack> {
  const { stackName: StackName } = deployment
  const existing = await findStack(client, StackName)
  if (existing?.StackStatus === 'ROLLBACK_COMPLETE') await client.DeleteStack({ StackName })
  const outcome =
    existing && existing.StackStatus !== 'ROLLBACK_COMPLETE'
      ? await update(client, deployment, existing, print)
      : await create(client, deployment)
  const stack = await findStack(client, StackName)
  if (!stack) throw new CommandError(`stack ${StackName} is gone`)
  const { StackResources = [] } = await client.DescribeStackResources({ StackName })
  return { outcome, stack, resources: StackResources }
}

/** What deploying would change; undefined for nothing. Nothing is made. */
export async function reviewStack(
  client: CloudFormationClient,
  deployment: Deployment,
): Promise<readonly Change[] | undefined> {
  const { stackName: StackName } = deployment
  const existing = await findStack(client, StackName)
  if (existing?.StackStatus === 'ROLLBACK_COMPLETE')
    throw new CommandError(`stack ${StackName} is ROLLBACK_COMPLETE and holds nothing; 'poolgate up' makes it anew`)
  const { id: ChangeSetName, changes } = await openChangeSet(client, deployment, existing)
  await client.DeleteChangeSet({ ChangeSetName })
  // A new stack came to be under review with its change set; somebody may have begun to create it since.
  const reviewed = existing ? undefined : await findStack(client, StackName)
  if (reviewed?.StackStatus === 'REVIEW_IN_PROGRESS') await client.DeleteStack({ StackName })
  return changes
}

/** Whoever names a template of their own has seen what it makes. */
const capabilities = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const

async function create(client: CloudFormationClient, deployment: Deployment): Promise<'created'> {
  const { stackName: StackName, templateBody: TemplateBody } = deployment
  const request = { StackName, TemplateBody, Parameters: givenParameters(deployment), Tags: tagsOf(deployment) }
  await explaining(deployment, () =>
    client.CreateStack({
      ...request,
      Capabilities: [...capabilities],
      EnableTerminationProtection: deployment.assembly?.terminationProtection ?? false,
    }),
  )
  await checkOutcome(client, deployment)
  return 'created'
}

async function update(
  client: CloudFormationClient,
  deployment: Deployment,
  existing: Stack,
  print: (text: string) => void,
): Promise<'updated' | 'unchanged'> {
  const { terminationProtection = existing.EnableTerminationProtection } = deployment.assembly ?? {}
  if (terminationProtection !== existing.EnableTerminationProtection)
    await client.UpdateTerminationProtection({
      StackName: deployment.stackName,
      EnableTerminationProtection: terminationProtection,
    })
  const { id: ChangeSetName, changes } = await openChangeSet(client, deployment, existing)
  if (!changes) {
    await client.DeleteChangeSet({ ChangeSetName })
    return 'unchanged'
  }
  print(`\nupdating stack ${deployment.stackName}:\n${describeChanges(changes)}`)
  await explaining(deployment, () => client.ExecuteChangeSet({ ChangeSetName }))
  await checkOutcome(client, deployment)
  return 'updated'
}

const changeSetName = 'poolgate'

/** A change set of the deployment and what it would change: undefined for nothing. */
async function openChangeSet(client: CloudFormationClient, deployment: Deployment, existing: Stack | undefined) {
  const { stackName: StackName, templateBody: TemplateBody } = deployment
  const { Id: id } = await explaining(deployment, async () => {
    // One that a command has left that was stopped.
    if (existing) await client.DeleteChangeSet({ StackName, ChangeSetName: changeSetName })
    return client.CreateChangeSet({
      StackName,
      ChangeSetName: changeSetName,
      ChangeSetType: existing && existing.StackStatus !== 'REVIEW_IN_PROGRESS' ? 'UPDATE' : 'CREATE',
      TemplateBody,
      Capabilities: [...capabilities],
      Tags: tagsOf(deployment),
      Parameters: [...givenParameters(deployment), ...(await previousParameters(client, deployment, existing))],
    })
  })
  const { Status, StatusReason = '', Changes = [] } = await client.DescribeChangeSet({ ChangeSetName: id })
  if (Status !== 'FAILED') return { id, changes: Changes }
  if (StatusReason.includes("didn't contain changes")) return { id, changes: undefined }
  await client.DeleteChangeSet({ ChangeSetName: id })
  throw refused(deployment, StatusReason)
}

function tagsOf({ assembly }: Deployment): Tag[] {
  return Object.entries(assembly?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
}

function givenParameters({ parameters }: Deployment): Parameter[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
}

/** Parameters that are not given keep their values, as with `aws cloudformation deploy`. */
async function previousParameters(
  client: CloudFormationClient,
  { templateBody: TemplateBody, parameters }: Deployment,
  existing: Stack | undefined,
): Promise<Parameter[]> {
  const before = new Set(existing?.Parameters?.map(({ ParameterKey }) => ParameterKey))
  if (before.size === 0) return []
  const { Parameters = [] } = await client.GetTemplateSummary({ TemplateBody })
  return Parameters.filter(
    ({ ParameterKey = '' }) => before.has(ParameterKey) && !Object.hasOwn(parameters, ParameterKey),
  ).map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }))
}

/** The stack of this name, once nothing is under way with it. */
export async function findStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  for (;;) {
    const stack = await describeStack(client, StackName)
    const status = stack?.StackStatus
    if (!status?.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return stack
    await sleep(500)
  }
}

async function describeStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    return (await client.DescribeStacks({ StackName })).Stacks?.[0]
  } catch (error) {
    if (error instanceof ApiError && error.message.endsWith('does not exist')) return undefined
    throw error
  }
}

/** Does `work`; what CloudFormation refuses becomes a CommandError. */
async function explaining<Result>(deployment: Deployment, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw refused(deployment, error.message)
  }
}

function refused({ templateFile, stackName }: Deployment, reason: string): CommandError {
  const placed = reason.replaceAll('(TemplateBody:', `(${templateFile}:`)
  return new CommandError(`stack ${stackName} was refused and nothing was made:\n${placed}`)
}

async function checkOutcome(client: CloudFormationClient, { stackName, templateFile }: Deployment): Promise<void> {
  const stack = await findStack(client, stackName)
  if (stack?.StackStatus === 'CREATE_COMPLETE' || stack?.StackStatus === 'UPDATE_COMPLETE') return
  const back = stack?.StackStatus === 'UPDATE_ROLLBACK_COMPLETE' ? ' (it is as it was before)' : ''
  throw new CommandError(
    `stack ${stackName} from ${templateFile} is ${stack?.StackStatus ?? 'gone'}${back}:\n${await failures(client, stackName)}`,
  )
}

/** Why the latest work on a stack failed, as its events tell it: the first failure is the cause of the others. */
export async function failures(client: CloudFormationClient, StackName: string): Promise<string> {
  const { StackEvents = [] } = await client.DescribeStackEvents({ StackName })
  const start = StackEvents.findIndex(({ ResourceStatusReason }) => ResourceStatusReason === 'User Initiated')
  const latest = StackEvents.slice(0, start + 1).toReversed()
  const failed = latest.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
  const causes = failed.length > 0 ? failed : latest.filter(isRollback)
  return causes
    .map((event) => `  ${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`)
    .join('\n')
}

function isRollback({ ResourceStatus }: StackEvent): boolean {
  return ResourceStatus?.endsWith('ROLLBACK_IN_PROGRESS') === true
}
