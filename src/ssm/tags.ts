import type { Tag } from '@aws-sdk/client-ssm'
import type { CallContext, Defined, Fails } from '../wire/operation.ts'
import { findParameter, refuse } from './parameters.ts'
import type { Ssm } from './ssm.ts'
import type { ParameterRecord } from './store.ts'

const mostTags = 50

/** The tags after adding some (API "AddTagsToResource"). */
export function withTags(before: ParameterRecord['tags'], added: readonly Defined<Tag>[]): Record<string, string> {
  const keys = added.map(({ Key }) => Key)
  if (new Set(keys).size < keys.length) refuse('Duplicate tag keys found.')
  if (keys.some((key) => /^aws:/i.test(key))) refuse('aws: prefixed tag key names are not allowed for external use.')
  return { ...before, ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) }
}

/** API "PutParameter" declares no error for it. */
export function hasTooManyTags(tags: ParameterRecord['tags']): boolean {
  return Object.keys(tags).length > mostTags
}

export const tooManyTags = `The number of tags exceeds the limit of ${mostTags} for a resource.`

export function tagList(tags: ParameterRecord['tags']): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The parameter that an operation on tags is about. */
export async function requireTaggable(
  context: CallContext & Pick<Ssm, 'store'> & Fails<'InvalidResourceType' | 'InvalidResourceId'>,
  { ResourceType, ResourceId }: { readonly ResourceType: string; readonly ResourceId: string },
): Promise<ParameterRecord> {
  if (ResourceType !== 'Parameter')
    context.fail('InvalidResourceType', `poolgate does not implement tags of the resource type ${ResourceType}`)
  return (await findParameter(context, ResourceId)) ?? refuseMissing(context)
}

function refuseMissing(context: Fails<'InvalidResourceId'>): never {
  return context.fail(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  )
}

/** Refuses what somebody else has changed meanwhile. */
export async function replaceTags(
  context: Pick<Ssm, 'store'> & Fails<'TooManyUpdates'>,
  before: ParameterRecord,
  tags: ParameterRecord['tags'],
): Promise<void> {
  if (!(await context.store.replaceParameter({ ...before, tags }, before)))
    context.fail('TooManyUpdates', 'There are concurrent updates for a resource that supports one update at a time.')
}
