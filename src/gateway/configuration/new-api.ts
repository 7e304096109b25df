import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import type { ApiDraft, ApiRecord } from '../store.ts'
import { apiKeySelectionExpression, routeSelectionExpression } from './apis.ts'
import { newId } from './ids.ts'
import { pinnedApiId } from './pinned-api-id.ts'
import { checkQuota } from './quotas.ts'
import { unknownVpcLink } from './vpc-links.ts'

type NewApiContext = Pick<Gateway, 'store' | 'random' | 'deployed'> & CallContext & Fails<'BadRequestException'>

/** What an API is given at its creation; the rest has AWS's defaults. */
type NewApi = Pick<ApiRecord, 'name' | 'tags'> & Partial<ApiRecord>

/** Creates an API under a new id, or the one that its tags pin, with what `fill` puts into it, and answers what `fill` does. */
export async function addApi<Result>(
  context: NewApiContext,
  settings: NewApi,
  fill: (draft: ApiDraft) => Result,
): Promise<{ readonly api: ApiRecord; readonly result: Result }> {
  checkQuota(context, 'APIs', (await context.store.countApis(context.region)) + 1, 'account')
  const pinnedId = pinnedApiId(context, settings.tags)
  const whenVpcLinkGone = (vpcLinkId: string) => context.fail('BadRequestException', unknownVpcLink(vpcLinkId))
  for (;;) {
    const draft = draftOf({
      apiKeySelectionExpression,
      routeSelectionExpression,
      disableExecuteApiEndpoint: false,
      ipAddressType: 'ipv4',
      ...settings,
      apiId: pinnedId ?? newId('api', context.random),
      region: context.region,
      createdAt: context.now,
    })
    const result = fill(draft)
    if (!(await context.store.insertApi(draft, whenVpcLinkGone))) {
      if (pinnedId === undefined) continue
      return context.fail('BadRequestException', `An API with the id ${pinnedId} already exists.`)
    }
    await context.deployed(draft.api.apiId)
    return { api: draft.api, result }
  }
}

function draftOf(api: ApiRecord): ApiDraft {
  return {
    api,
    routes: new Map(),
    integrations: new Map(),
    authorizers: new Map(),
    stages: new Map(),
    deployments: new Map(),
    snapshots: new Map(),
  }
}
