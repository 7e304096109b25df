import { compileFormat } from '../access-logs/compile-format.ts'
import type { KeySources } from '../jwt/key-sources.ts'
import { resolveFunctionArn } from '../functions/function-uri.ts'
import { readMappings } from '../mapping/parameters.ts'
import { privateTargetName, type FindPrivateTarget } from '../private-targets.ts'
import type { LiveRoute, LiveStage } from './live-api.ts'
import { compileAuthorizers, type AuthorizerCompiler } from './compile-authorizer.ts'
import { compileTarget, fillStageVariables, findVariables } from './target.ts'
import { limitsOf } from './throttle.ts'
import type { CreateBucket, RequestLimits } from './token-bucket.ts'
import { compileRoutes, parseRouteKey } from '../routing/routing.ts'
import type { DeploymentSnapshot, IntegrationRecord, RouteRecord, StageRecord } from '../store.ts'

/** The limits of an account, and how its stages' routes get their buckets. */
export interface Throttling {
  readonly account: RequestLimits
  readonly createBucket: CreateBucket
}

/** Compiles what a stage serves. What cannot be served answers an error on its route and leaves the others alone. */
export function compileStage(
  stage: StageRecord,
  snapshot: DeploymentSnapshot | undefined,
  keySources: KeySources,
  findPrivateTarget: FindPrivateTarget,
  throttling: Throttling,
): LiveStage {
  const { stageName, stageVariables } = stage
  if (snapshot === undefined)
    return { stageName, stageVariables, closed: `the stage ${stageName} was never deployed`, routes: compileRoutes([]) }
  const authorizerOf = compileAuthorizers(snapshot.authorizers, stage, keySources)
  const surroundings: Surroundings = {
    stage,
    snapshot,
    authorizerOf,
    findPrivateTarget,
    throttling,
    compiled: new Map(),
  }
  const routes = snapshot.routes.map((route) => [route.routeKey, compileRoute(route, surroundings)] as const)
  const { corsConfiguration: cors } = snapshot
  const { accessLogSettings: log } = stage
  const accessLog = log && { logGroup: log.logGroup, format: compileFormat(log.format) }
  return {
    stageName,
    stageVariables,
    ...(cors && { cors }),
    ...(accessLog && { accessLog }),
    ...(snapshot.disableExecuteApiEndpoint && { endpointClosed: 'the API has disableExecuteApiEndpoint' }),
    routes: compileRoutes(routes),
  }
}

/** What the routes of a stage are compiled with. */
interface Surroundings {
  readonly stage: StageRecord
  readonly snapshot: DeploymentSnapshot
  readonly authorizerOf: AuthorizerCompiler
  readonly findPrivateTarget: FindPrivateTarget
  readonly throttling: Throttling
  /** Integrations so far: routes share them, unless they append the path in another way. */
  readonly compiled: Map<string, LiveRoute['integration']>
}

function compileRoute(route: RouteRecord, surroundings: Surroundings): LiveRoute {
  const { stage, authorizerOf, throttling } = surroundings
  const { account, createBucket } = throttling
  return {
    bucket: createBucket(`${stage.stageName} ${route.routeKey}`, limitsOf(route.routeKey, stage, account)),
    // Whatever is not NONE asks for authorization, so that an unknown type fails closed.
    authorizer: route.authorizationType === 'NONE' ? undefined : authorizerOf(route),
    integration: compileIntegration(route, surroundings),
  }
}

function compileIntegration(route: RouteRecord, surroundings: Surroundings): LiveRoute['integration'] {
  const { snapshot, compiled } = surroundings
  const integration = snapshot.integrations.find(
    ({ integrationId }) => route.target === `integrations/${integrationId}`,
  )
  if (integration === undefined) return { explanation: `the route ${route.routeKey} has no integration` }
  const missing = explainMissingVariable(integration, route)
  if (missing) return missing
  const appendedPath = parseRouteKey(route.routeKey)?.kind === 'default' ? 'path' : 'none'
  const key = `${integration.integrationId} ${appendedPath}`
  const known = compiled.get(key) ?? compileShared(integration, appendedPath, surroundings)
  compiled.set(key, known)
  return known
}

function compileShared(
  integration: IntegrationRecord,
  appendedPath: 'path' | 'none',
  { stage, findPrivateTarget }: Surroundings,
): LiveRoute['integration'] {
  if (integration.integrationType === 'AWS_PROXY') return compileFunction(integration, stage)
  return integration.connectionType === 'VPC_LINK'
    ? compilePrivate(integration, stage, findPrivateTarget)
    : compileProxy(integration, appendedPath, stage)
}

function compileFunction(integration: IntegrationRecord, stage: StageRecord): LiveRoute['integration'] {
  const { integrationId, payloadFormatVersion, timeoutInMillis } = integration
  const functionArn = resolveFunctionArn(integration.integrationUri, stage.stageVariables)
  if (typeof functionArn !== 'string') return functionArn
  const mappings = compileMappings(integration)
  return { kind: 'function', integrationId, functionArn, payloadFormatVersion, timeoutInMillis, ...mappings }
}

function compileMappings({ requestParameters = {}, responseParameters = {} }: IntegrationRecord) {
  const byStatus = Object.entries(responseParameters).map(
    ([status, parameters]) => [Number(status), readMappings(parameters, 'response')] as const,
  )
  return { requestMappings: readMappings(requestParameters, 'request'), responseMappings: new Map(byStatus) }
}

/** A backend's URI may have the path variables of the route that leads there, and no others. */
function explainMissingVariable(
  { integrationType, connectionType, integrationUri }: IntegrationRecord,
  { routeKey }: RouteRecord,
): { readonly explanation: string } | undefined {
  if (integrationType === 'AWS_PROXY' || connectionType === 'VPC_LINK') return undefined
  const key = parseRouteKey(routeKey)
  const parts = key?.kind === 'path' ? key.parts : []
  const names = parts.map((part) => (part.kind === 'literal' ? undefined : part.name))
  const unknown = findVariables(integrationUri).find((name) => !names.includes(name))
  return unknown === undefined
    ? undefined
    : { explanation: `the integration URI has {${unknown}}, the route ${routeKey} has not` }
}

function compileProxy(
  integration: IntegrationRecord,
  appendedPath: 'path' | 'none',
  stage: StageRecord,
): LiveRoute['integration'] {
  const resolveTarget = compileTarget(integration.integrationUri, stage.stageVariables)
  if ('explanation' in resolveTarget) return resolveTarget
  return { ...compileHttp(integration), resolveTarget, appendedPath }
}

/** A private integration calls what the operator has named, with the whole path of the request. */
function compilePrivate(
  integration: IntegrationRecord,
  stage: StageRecord,
  findPrivateTarget: FindPrivateTarget,
): LiveRoute['integration'] {
  const { integrationUri, serverNameToVerify: serverName } = integration
  const uri = fillStageVariables(integrationUri, stage.stageVariables)
  if (typeof uri !== 'string') return uri
  const name = privateTargetName(uri)
  const url = findPrivateTarget(name)
  const missing = url
    ? serverName !== undefined &&
      url.protocol !== 'https:' &&
      `TlsConfig asks for TLS, and ${name} leads to ${url.origin}`
    : `poolgate has no URL for ${name}: start it with --private-integration ${name}=URL`
  if (!url || missing) return { explanation: missing || name, unavailable: true }
  const resolveTarget = compileTarget(url.origin, {})
  if ('explanation' in resolveTarget) return resolveTarget
  const vpcLink = serverName === undefined ? {} : { serverName }
  return { ...compileHttp(integration), resolveTarget, appendedPath: 'stagePath', vpcLink }
}

function compileHttp(integration: IntegrationRecord) {
  const { integrationId, integrationMethod, timeoutInMillis } = integration
  const method = integrationMethod === 'ANY' ? undefined : integrationMethod
  return { kind: 'http', integrationId, method, timeoutInMillis, ...compileMappings(integration) } as const
}
