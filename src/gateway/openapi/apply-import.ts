import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import { applyAuthorizerInput } from '../configuration/authorizers.ts'
import { newId } from '../configuration/ids.ts'
import { applyIntegrationInput, newIntegration } from '../configuration/integrations.ts'
import { checkIssuer } from '../configuration/jwt-authorizers.ts'
import { checkQuota } from '../configuration/quotas.ts'
import { applyRouteInput, checkRoute } from '../configuration/routes.ts'
import { isOwnLimit } from '../configuration/unsupported.ts'
import { refuseUnknownVpcLink } from '../configuration/vpc-links.ts'
import type { Gateway } from '../gateway.ts'
import type { Input } from '../service.ts'
import type { ApiDraft, AuthorizerRecord, IntegrationRecord } from '../store.ts'
import type { Findings } from './document.ts'
import { readSettings } from './extensions.ts'
import type { AuthorizerPart, ImportPlan, Part, RoutePart } from './import-plan.ts'

type Refuses = Fails<'BadRequestException' | 'ConflictException' | 'NotFoundException'>
export type ImportContext = CallContext &
  Refuses &
  Pick<Gateway, 'random' | 'functions' | 'findPrivateTarget' | 'issuers' | 'outbound' | 'store'>

/** A plan of which is known what only the network or the store can tell. */
export interface CheckedPlan extends ImportPlan {
  /** By name: what the authorizers will be, but for their ids. */
  readonly checkedAuthorizers: ReadonlyMap<string, AuthorizerRecord>
  /** Ids of the VPC links that exist, of those that it names. */
  readonly vpcLinks: ReadonlySet<string>
}

/**
 * Makes what can be made before the API is touched: an authorizer whose issuer has no discovery document is left out,
 * with a warning and every route that needs it (seen on AWS, and told on loige.co).
 */
export async function checkAuthorizers(context: ImportContext, plan: ImportPlan): Promise<CheckedPlan> {
  // Before any of them is looked at: a document may have a hundred thousand. Of integrations there are no more than routes.
  checkQuota(context, 'Authorizers', plan.authorizers.size, 'API')
  checkQuota(context, 'Routes', plan.routes.length, 'API')
  const outcomes = await Promise.all([...plan.authorizers.values()].map((part) => checkAuthorizer(context, part)))
  const made = outcomes.map(({ authorizer }) => authorizer).filter((authorizer) => authorizer !== undefined)
  const warnings = [...plan.findings.warnings, ...outcomes.flatMap((outcome) => outcome.warnings)]
  return {
    ...plan,
    findings: { ...plan.findings, warnings },
    checkedAuthorizers: new Map(made.map((authorizer) => [authorizer.name, authorizer])),
    vpcLinks: await findVpcLinks(context, plan),
  }
}

async function findVpcLinks({ region, store }: ImportContext, { routes }: ImportPlan): Promise<Set<string>> {
  const named = new Set(routes.flatMap(({ integration }) => integration?.settings['connectionId'] ?? []))
  const found = new Set<string>()
  for (const id of named)
    if (typeof id === 'string' && (await store.findVpcLink(region, id)) !== undefined) found.add(id)
  return found
}

interface CheckedAuthorizer {
  readonly authorizer?: AuthorizerRecord
  readonly warnings: readonly string[]
}

async function checkAuthorizer(context: ImportContext, part: AuthorizerPart): Promise<CheckedAuthorizer> {
  const warnings: string[] = []
  const what = `Unable to create Authorizer '${String(part.settings['name'])}'`
  const authorizer = attempt(warnings, what, part, () =>
    applyAuthorizerInput(context, undefined, read<'CreateAuthorizer'>('CreateAuthorizer', part)),
  )
  if (authorizer?.authorizerType !== 'JWT') return { ...(authorizer && { authorizer }), warnings }
  const { issuer, audience } = authorizer.jwtConfiguration
  const candidates = part.issuerMayEndInSlash ? [issuer, `${issuer}/`] : [issuer]
  for (const candidate of candidates)
    if (await isIssuer(context, candidate))
      return { authorizer: { ...authorizer, jwtConfiguration: { issuer: candidate, audience } }, warnings }
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const reason = `Caught exception when connecting to ${url} for issuer ${issuer}. Please try again later.`
  return { warnings: [`${what}: ${reason}`] }
}

async function isIssuer(context: ImportContext, issuer: string): Promise<boolean> {
  try {
    await checkIssuer(context, issuer)
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return false
  }
}

/**
 * Puts what the plan asks for in the place of the draft's routes, integrations and authorizers, by the rules of
 * CreateRoute and the others: what they refuse is left out, with a warning. Authorizers keep their ids by their names,
 * routes by their keys.
 */
export function applyImport(context: ImportContext, draft: ApiDraft, plan: CheckedPlan): Findings {
  const findings: Findings = { warnings: [...plan.findings.warnings], importInfo: plan.findings.importInfo }
  replaceAuthorizers(context, draft, plan)
  draft.integrations.clear()
  const former = new Map([...draft.routes.values()].map(({ routeKey, routeId }) => [routeKey, routeId]))
  draft.routes.clear()
  const integrations = new Map<Part, IntegrationRecord | undefined>()
  for (const part of plan.routes) {
    const { integration } = part
    if (integration && !integrations.has(integration))
      integrations.set(
        integration,
        addIntegration(context, draft, integration, { ...findings, vpcLinks: plan.vpcLinks }),
      )
    const made = integration && integrations.get(integration)
    if (integration && !made)
      findings.warnings.push(`Unable to create Route '${part.routeKey}': its integration was not created`)
    else addRoute(context, draft, { part, integration: made, id: former.get(part.routeKey) }, findings)
  }
  return findings
}

function replaceAuthorizers(context: ImportContext, draft: ApiDraft, { checkedAuthorizers }: CheckedPlan): void {
  const former = new Map([...draft.authorizers.values()].map(({ name, authorizerId }) => [name, authorizerId]))
  draft.authorizers.clear()
  for (const [name, authorizer] of checkedAuthorizers) {
    const authorizerId = former.get(name) ?? newId('authorizer', context.random, draft.authorizers)
    draft.authorizers.set(authorizerId, { ...authorizer, authorizerId })
  }
}

function addIntegration(
  context: ImportContext,
  draft: ApiDraft,
  part: Part,
  { warnings, vpcLinks }: Findings & Pick<CheckedPlan, 'vpcLinks'>,
): IntegrationRecord | undefined {
  const integration = attempt(warnings, `Unable to create Integration at ${part.location}`, part, () => {
    const blank = newIntegration(newId('integration', context.random, draft.integrations))
    const made = applyIntegrationInput(context, blank, read<'CreateIntegration'>('CreateIntegration', part))
    const { connectionId } = made
    if (connectionId !== undefined && !vpcLinks.has(connectionId)) refuseUnknownVpcLink(context, connectionId)
    return made
  })
  if (integration) draft.integrations.set(integration.integrationId, integration)
  return integration
}

interface NewRoute {
  readonly part: RoutePart
  readonly integration: IntegrationRecord | undefined
  /** What the route of this key had so far. */
  readonly id: string | undefined
}

function addRoute(
  context: ImportContext,
  draft: ApiDraft,
  { part, integration, id }: NewRoute,
  { warnings }: Findings,
) {
  const { routeKey } = part
  attempt(warnings, `Unable to create Route '${routeKey}'`, part, () => {
    const routeId = id ?? newId('route', context.random, draft.routes)
    const input = {
      ...read<'CreateRoute'>('CreateRoute', part),
      ...authorizationOf(context, draft, part),
      ...(integration && { Target: `integrations/${integration.integrationId}` }),
    }
    const route = applyRouteInput(context, { routeId, routeKey, authorizationType: 'NONE' }, input)
    checkRoute(context, draft, route)
    draft.routes.set(routeId, route)
  })
}

/** A route whose authorizer is not there is never an open one. */
function authorizationOf(context: Refuses, draft: ApiDraft, { authorizer: name }: RoutePart) {
  if (name === undefined) return {}
  const authorizer = [...draft.authorizers.values()].find((candidate) => candidate.name === name)
  if (!authorizer)
    return context.fail('BadRequestException', `the security scheme '${name}' has no authorizer that was created`)
  const AuthorizationType = authorizer.authorizerType === 'JWT' ? ('JWT' as const) : ('CUSTOM' as const)
  return { AuthorizationType, AuthorizerId: authorizer.authorizerId }
}

type Created = 'CreateAuthorizer' | 'CreateIntegration' | 'CreateRoute'

/** The part as the input of its operation, checked for its shape as a request is. */
function read<Name extends Created>(name: Name, { settings }: Part): Input<Name> {
  return readSettings<Input<Name>>(name, settings)
}

/**
 * Runs `make`; what is refused becomes a warning, and undefined. What poolgate cannot do, but AWS could, is no matter of
 * warnings: it refuses the whole import.
 */
function attempt<Made>(warnings: string[], what: string, { location }: Part, make: () => Made): Made | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isOwnLimit(error.message))
      throw new ApiError('BadRequestException', `${error.message} (${location})`, {
        ...(error.detail && { detail: error.detail }),
      })
    warnings.push(`${what}: ${error.message}`)
    return undefined
  }
}
