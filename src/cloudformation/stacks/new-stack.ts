import type { StackStatus } from '@aws-sdk/client-cloudformation'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import { rememberedOf, stackEvent } from '../engine/journal.ts'
import type { StackRecord, StackSettings } from '../store.ts'

/** Who a stack of this name would be; its id is new each time. */
export function newStackIdentity(
  name: string,
  context: CallContext & Pick<CloudFormation, 'random'> & Fails<'ValidationError'>,
) {
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name))
    refuseName(name, 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*', context)
  if (name.length > 128) refuseName(name, 'Member must have length less than or equal to 128', context)
  const { region, accountId } = context
  return { id: arnOf(context, `stack/${name}/${context.random.uuid()}`), name, region, accountId }
}

function refuseName(name: string, constraint: string, context: Fails<'ValidationError'>): never {
  return context.fail(
    'ValidationError',
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${constraint}`,
  )
}

export function arnOf({ region, accountId }: Pick<CallContext, 'region' | 'accountId'>, resource: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return `arn:${partition}:cloudformation:${region}:${accountId}:${resource}`
}

interface NewStack {
  readonly identity: Pick<StackRecord, 'id' | 'name' | 'region' | 'accountId'>
  readonly settings: StackSettings
  readonly status: StackStatus
  readonly terminationProtection: boolean
  readonly policy?: string | undefined
  readonly imports: readonly string[]
  readonly nesting?: StackRecord['nesting']
}

/** Stores a stack with its first event; undefined when the name has been taken. */
export async function insertStack(
  { identity, settings, status, terminationProtection, policy, imports, nesting }: NewStack,
  context: CallContext & Pick<CloudFormation, 'store' | 'random'> & Fails<'ValidationError'>,
): Promise<StackRecord | undefined> {
  const stack: StackRecord = {
    ...identity,
    status,
    statusReason: 'User Initiated',
    settings,
    terminationProtection,
    ...(policy !== undefined && { policy }),
    ...(nesting && { nesting }),
    ...(context.caller && { askedBy: rememberedOf(context.caller) }),
    outputs: [],
    retainResources: [],
    createdAt: context.now,
  }
  const inserted = await context.store.insertStack(
    stack,
    stackEvent(stack, context.now, context.random.uuid()),
    imports,
  )
  if (inserted === 'exists') return undefined
  if (inserted !== 'inserted') context.fail('ValidationError', `No export named ${inserted.missingExport} found.`)
  return stack
}
