import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { changeApi, readApi } from './api-changes.ts'
import { changeDomain, readDomain } from './domain-names.ts'
import { checkQuota } from './quotas.ts'
import { requireStage } from './stages.ts'
import { changeVpcLink, readVpcLink } from './vpc-links.ts'
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

/** What a tag's ARN names: `arn:aws:apigateway:{region}::/apis/{id}`, a stage below it, `/domainnames/{name}` or `/vpclinks/{id}`. */
export type TaggedResource = TaggedApi | { readonly domainName: string } | { readonly vpcLinkId: string }

interface TaggedApi {
  readonly apiId: string
  /** Absent for the API itself. */
  readonly stageName?: string
}

/** Reads the ARN of an API, a stage, a custom domain name or a VPC link in this region; others are refused. */
export function readResourceArn(
  context: { readonly region: string } & Fails<'BadRequestException'>,
  arn: string,
): TaggedResource {
  const [, region, path = ''] = /^arn:aws:apigateway:([a-z0-9-]+)::(\/.+)$/.exec(arn) ?? []
  const [, domainName] = /^\/domainnames\/([^/]+)$/.exec(path) ?? []
  const [, vpcLinkId] = /^\/vpclinks\/([^/]+)$/.exec(path) ?? []
  const [, apiId, stageName] = /^\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(path) ?? []
  if (region === context.region && domainName !== undefined) return { domainName }
  if (region === context.region && vpcLinkId !== undefined) return { vpcLinkId }
  if (region !== context.region || apiId === undefined)
    return context.fail('BadRequestException', `Invalid resource ARN specified ${arn}`)
  return stageName === undefined ? { apiId } : { apiId, stageName }
}

type ReadContext = Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>
type ChangeContext = ReadContext & Pick<Gateway, 'random' | 'deployed' | 'domainChanged'>

export async function readTags(context: ReadContext, resource: TaggedResource): Promise<Tags> {
  if ('domainName' in resource) return (await readDomain(context, resource.domainName)).domain.tags
  if ('vpcLinkId' in resource) return (await readVpcLink(context, resource.vpcLinkId)).tags
  return tagsOf(context, await readApi(context, resource.apiId), resource)
}

/** Replaces the tags of a resource by what `change` makes of them. */
export async function changeTags(
  context: ChangeContext,
  resource: TaggedResource,
  change: (tags: Tags) => Tags,
): Promise<object> {
  if ('domainName' in resource)
    return changeDomain(context, resource, (draft) => {
      draft.domain = { ...draft.domain, tags: change(draft.domain.tags) }
      return {}
    })
  if ('vpcLinkId' in resource)
    return changeVpcLink(context, resource.vpcLinkId, (link) => ({ ...link, tags: change(link.tags) }))
  return changeApi(context, resource.apiId, (draft) => {
    replaceTags(context, draft, resource, change(tagsOf(context, draft, resource)))
    return {}
  })
}

function tagsOf(context: Fails<'NotFoundException'>, api: ApiConfiguration, resource: TaggedApi): Tags {
  return resource.stageName === undefined ? api.api.tags : requireStage(context, api, resource.stageName).tags
}

function replaceTags(context: Fails<'NotFoundException'>, draft: ApiDraft, resource: TaggedApi, tags: Tags): void {
  if (resource.stageName === undefined) draft.api = { ...draft.api, tags }
  else draft.stages.set(resource.stageName, { ...requireStage(context, draft, resource.stageName), tags })
}
