import { apiKeySelectionExpression, readApiSettings, routeSelectionExpression, toApi } from '../configuration/apis.ts'
import { newId } from '../configuration/ids.ts'
import { quickCreate } from '../configuration/quick-create.ts'
import { checkQuota } from '../configuration/quotas.ts'
import type { Context, Input, Output } from '../service.ts'
import type { ApiDraft, ApiRecord } from '../store.ts'
import { checkTags } from '../configuration/tags.ts'
import { refuseUnimplemented } from '../configuration/unsupported.ts'

export async function createApi(
  input: Input<'CreateApi'>,
  context: Context<'CreateApi'>,
): Promise<Output<'CreateApi'>> {
  if (input.ProtocolType === 'WEBSOCKET') refuseUnimplemented(context, 'ProtocolType WEBSOCKET')
  const settings = readApiSettings(context, input)
  const tags = input.Tags ?? {}
  checkTags(context, tags)
  checkQuota(context, 'APIs', (await context.store.countApis(context.region)) + 1, 'account')
  for (;;) {
    const draft = draftOf({
      apiId: newId('api', context.random),
      region: context.region,
      name: input.Name,
      apiKeySelectionExpression,
      routeSelectionExpression,
      disableExecuteApiEndpoint: false,
      ipAddressType: 'ipv4',
      ...settings,
      tags,
      createdAt: context.now,
    })
    quickCreate(context, draft, input)
    if (!(await context.store.insertApi(draft))) continue
    await context.deployed(draft.api.apiId)
    return toApi(context, draft.api)
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
