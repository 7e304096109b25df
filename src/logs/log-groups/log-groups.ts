import type { CallContext, Fails } from '../../wire/operation.ts'
import type { LogGroupRecord, LogStore } from '../store.ts'

/** ARN of a group itself; that of everything in it has `:*` at its end. */
export function logGroupArn({ region, accountId }: Pick<CallContext, 'region' | 'accountId'>, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`
}

/** A group's name or ARN, with or without `:*`, as its name. */
export function nameOfGroup(identifier: string): string {
  return identifier.replace(/^arn:aws[a-z-]*:logs:[^:]*:\d{12}:log-group:/, '').replace(/:\*$/, '')
}

type Finds = Pick<CallContext, 'region'> & Fails<'ResourceNotFoundException'> & { readonly store: LogStore }

/** The group of this name; refuses when there is none. */
export async function requireLogGroup(context: Finds, name: string): Promise<LogGroupRecord> {
  return (await context.store.findLogGroup(context.region, name)) ?? refuseMissingGroup(context)
}

export function refuseMissingGroup(context: Fails<'ResourceNotFoundException'>): never {
  return context.fail('ResourceNotFoundException', 'The specified log group does not exist.')
}

/** The group that a call names in one of two ways. */
export async function requireNamedGroup(
  context: Finds & Fails<'InvalidParameterException'>,
  { logGroupName, logGroupIdentifier }: { logGroupName?: string; logGroupIdentifier?: string },
): Promise<LogGroupRecord> {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    context.fail('InvalidParameterException', 'Exactly one of logGroupName and logGroupIdentifier must be given')
  return requireLogGroup(context, logGroupName ?? nameOfGroup(logGroupIdentifier ?? ''))
}

/** The name in the ARN of a resource with tags, of which groups are the only kind; refuses any other. */
export function readTaggedGroup(context: Fails<'ResourceNotFoundException'>, resourceArn: string): string {
  const [, name] = /^arn:aws[a-z-]*:logs:[^:]*:\d{12}:log-group:([^:]+)$/.exec(resourceArn) ?? []
  return name ?? refuseMissingGroup(context)
}

const mostTags = 50

/** Adds tags to a group; more than it may have are for `refuseTooMany`. */
export async function addTags(
  context: Finds,
  name: string,
  added: Readonly<Record<string, string>>,
  refuseTooMany: (text: string) => never,
): Promise<void> {
  const changed = await context.store.changeTags(context.region, name, (tags) => {
    const merged = { ...tags, ...added }
    if (Object.keys(merged).length > mostTags) refuseTooMany(`A log group can have up to ${mostTags} tags`)
    return merged
  })
  if (!changed) refuseMissingGroup(context)
}

export async function removeTags(context: Finds, name: string, keys: readonly string[]): Promise<void> {
  const changed = await context.store.changeTags(context.region, name, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
  )
  if (!changed) refuseMissingGroup(context)
}

/** Tags that only AWS itself may set (page "Tag log groups in Amazon CloudWatch Logs"). */
export function checkTagKeys(
  context: Fails<'InvalidParameterException'>,
  tags: Readonly<Record<string, string>>,
): void {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith('aws:')))
    context.fail('InvalidParameterException', 'Tag keys that begin with aws: are reserved for AWS')
}

/** Refuses, by name, what asks for something that poolgate lacks. */
export function refuseUnimplemented(
  context: Fails<'InvalidParameterException'>,
  members: Readonly<Record<string, unknown>>,
): void {
  const name = Object.entries(members).find(([, value]) => value !== undefined && value !== false && value !== '')?.[0]
  if (name !== undefined) context.fail('InvalidParameterException', `poolgate does not implement ${name} yet`)
}
