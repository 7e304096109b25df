import type { CallContext, Fails } from '../../wire/operation.ts'
import { deployAutomatically } from './deployments.ts'
import type { Gateway } from '../gateway.ts'
import type { ApiConfiguration, ApiDraft } from '../store.ts'
import { refuseUnknownVpcLink } from './vpc-links.ts'

type ReadContext = Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>
type ChangeContext = ReadContext & Pick<Gateway, 'random' | 'deployed'>

/** The API with everything in it; an unknown one, or one of another region, is refused with 404. */
export async function readApi(context: ReadContext, apiId: string): Promise<ApiConfiguration> {
  return (await context.store.findApi(context.region, apiId)) ?? refuseUnknownApi(context, apiId)
}

/** Runs `change` on the API in one transaction; once it is committed, the data plane learns what it has to serve. */
export async function changeApi<Result>(
  context: ChangeContext,
  apiId: string,
  change: (draft: ApiDraft) => Result,
): Promise<Result> {
  const changeStages = (draft: ApiDraft) => {
    const before = new Map(draft.stages)
    const result = change(draft)
    return { result, served: !sameEntries(before, draft.stages) }
  }
  const whenGone = (vpcLinkId: string) => refuseUnknownVpcLink(context, vpcLinkId)
  const done = await context.store.changeApi(context.region, apiId, changeStages, whenGone)
  if (!done) return refuseUnknownApi(context, apiId)
  if (done.served) await context.deployed(apiId)
  return done.result
}

/**
 * The same for a change of what deployments are made of (routes, integrations, authorizers, the API's settings):
 * stages with `AutoDeploy` get it in the same transaction.
 */
export function configureApi<Result>(
  context: ChangeContext,
  apiId: string,
  change: (draft: ApiDraft) => Result,
): Promise<Result> {
  return changeApi(context, apiId, (draft) => {
    const result = change(draft)
    deployAutomatically(context, draft)
    return result
  })
}

/** The text names account and API, as recorded (aws/aws-sam-cli issue 7030). */
export function refuseUnknownApi(context: CallContext & Fails<'NotFoundException'>, apiId: string): never {
  return context.fail('NotFoundException', `Invalid API identifier specified ${context.accountId}:${apiId}`)
}

function sameEntries(a: ReadonlyMap<string, object>, b: ReadonlyMap<string, object>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}
