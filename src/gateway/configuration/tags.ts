import type { Fails } from '../../wire/operation.ts'
import { checkQuota } from './quotas.ts'
import { requireStage } from './stages.ts'
import type { ApiConfiguration, ApiDraft } from '../store.ts'

export type Tags = Readonly<Record<string, string>>

/** AWS page "Tag restrictions": lengths, and the prefix that is AWS's own. Case matters. */
export function checkTags(context: Fails<'BadRequestException'>, tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128)
      context.fail('BadRequestException', `Tag keys must have 1 to 128 characters: ${key}`)
    if (value.length > 256) context.fail('BadRequestException', `Tag values must have at most 256 characters: ${key}`)
    if (/^aws:/i.test(key)) context.fail('BadRequestException', `Tag keys that start with aws: are reserved: ${key}`)
  }
  checkQuota(context, 'Tags', Object.keys(tags).length, 'resource')
}

/** What a tag's ARN names: `arn:aws:apigateway:{region}::/apis/{id}` or a stage below it. */
export interface TaggedResource {
  readonly apiId: string
  /** Absent for the API itself. */
  readonly stageName?: string
}

/** Reads the ARN of an API or a stage in this region; others are refused. */
export function readResourceArn(
  context: { readonly region: string } & Fails<'BadRequestException'>,
  arn: string,
): TaggedResource {
  const [, region, apiId, stageName] =
    /^arn:aws[a-z-]*:apigateway:([a-z0-9-]+)::\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn) ?? []
  if (apiId === undefined || region !== context.region)
    return context.fail('BadRequestException', `Invalid resource ARN specified ${arn}`)
  return stageName === undefined ? { apiId } : { apiId, stageName }
}

/** The tags of an API or of one of its stages. */
export function tagsOf(context: Fails<'NotFoundException'>, api: ApiConfiguration, resource: TaggedResource): Tags {
  return resource.stageName === undefined ? api.api.tags : requireStage(context, api, resource.stageName).tags
}

export function replaceTags(
  context: Fails<'NotFoundException'>,
  draft: ApiDraft,
  resource: TaggedResource,
  tags: Tags,
): void {
  if (resource.stageName === undefined) draft.api = { ...draft.api, tags }
  else draft.stages.set(resource.stageName, { ...requireStage(context, draft, resource.stageName), tags })
}
