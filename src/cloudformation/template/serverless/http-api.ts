import type { Buildable } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { anyMethod, defaultPath, type RouteEvent } from './function-events.ts'
import { authOf, authorizerPermissions } from './http-api-auth.ts'
import { definitionOf, tagMapOf } from './http-api-body.ts'
import { expandDomain, type RecordSets } from './http-api-domain.ts'
import { hashOf } from './hash-of.ts'
import { bodyLocationOf } from './definition-uri.ts'
import { httpApiType, mapAt, type PropertyNames, resourceOf, type ServerlessResource } from './resources.ts'

const stageProperties = ['AccessLogSettings', 'DefaultRouteSettings', 'StageVariables']

export const httpApiProperties: PropertyNames = {
  type: httpApiType,
  known: [
    ...stageProperties,
    'Auth',
    'CorsConfiguration',
    'DefinitionBody',
    'DefinitionUri',
    'Description',
    'DisableExecuteApiEndpoint',
  ].concat(['Domain', 'FailOnWarnings', 'Name', 'PropagateTags', 'RouteSettings', 'StageName', 'Tags']),
  lacking: [],
}

/** What an API becomes, and how it is referred to by `Api.Stage` and `Api.DomainName`. */
export interface ExpandedHttpApi {
  readonly resources: readonly [string, Node][]
  readonly referable: ReadonlyMap<string, string>
  readonly recordSets: RecordSets | undefined
}

/** An API with its stage, domain and permissions (AWS SAM developer guide, "AWS::Serverless::HttpApi"). */
export function expandHttpApi(api: ServerlessResource, routes: readonly RouteEvent[]): ExpandedHttpApi {
  const { logicalId, properties } = api
  const auth = authOf(api)
  const failOnWarnings = memberOf(properties, 'FailOnWarnings')
  const stageId = stageIdOf(api)
  const location = bodyLocationOf(api, routes)
  const stage = resourceOf(api, 'AWS::ApiGatewayV2::Stage', {
    ...Object.fromEntries(stageProperties.map((name) => [name, memberOf(properties, name)])),
    ApiId: { Ref: logicalId },
    StageName: memberOf(properties, 'StageName') ?? '$default',
    AutoDeploy: true,
    RouteSettings: routeSettingsOf(api, routes),
    Tags: location ? undefined : tagMapOf(api),
  })
  const domain = expandDomain(api, stageId)
  const definition = location ? { BodyS3Location: location } : { Body: definitionOf(api, routes, auth) }
  const body = { ...definition, FailOnWarnings: failOnWarnings }
  return {
    resources: [
      [logicalId, resourceOf(api, 'AWS::ApiGatewayV2::Api', body, true)],
      [stageId, stage],
      ...(domain?.resources ?? []),
      ...authorizerPermissions(api, auth),
    ],
    referable: new Map([
      [`${logicalId}.Stage`, stageId],
      ...(domain ? [[`${logicalId}.DomainName`, domain.logicalId] as const] : []),
    ]),
    recordSets: domain?.recordSets,
  }
}

function stageIdOf({ logicalId, properties, textOf }: ServerlessResource): string {
  const stageName = memberOf(properties, 'StageName')
  const name = stageName === undefined ? '$default' : (textOf(stageName) ?? '')
  if (name === '$default') return `${logicalId}ApiGatewayDefaultStage`
  return /^[A-Za-z0-9]+$/.test(name) ? `${logicalId}${name}Stage` : `${logicalId}Stage${hashOf(name)}`
}

/** Those of the API, with those that events have for their routes. */
function routeSettingsOf(api: ServerlessResource, routes: readonly RouteEvent[]): Map<string, Buildable> | undefined {
  const settings = new Map<string, Buildable>(
    [...(mapAt(api, 'RouteSettings')?.entries ?? [])].map(([key, { node }]) => [key, node]),
  )
  for (const { path, method, routeSettings } of routes) {
    if (!routeSettings) continue
    const verb = method === anyMethod ? 'ANY' : method.toUpperCase()
    const key = path === defaultPath ? path : `${verb} ${path}`
    settings.set(key, mergedSettings(memberOf(mapAt(api, 'RouteSettings'), key), routeSettings))
  }
  return settings.size > 0 ? settings : undefined
}

/** What the event says goes before what the API says of the route. */
function mergedSettings(own: Node | undefined, event: Node): Node {
  if (own?.kind !== 'map' || event.kind !== 'map') return event
  return { ...own, entries: new Map([...own.entries, ...event.entries]) }
}
