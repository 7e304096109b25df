import { createHash } from 'node:crypto'
import type { Buildable } from '../build-node.ts'
import { jsonText, memberOf, type Node } from '../node.ts'
import { anyMethod, defaultPath, type RouteEvent } from './function-events.ts'
import { authOf, authorizerPermissions } from './http-api-auth.ts'
import { definitionOf, ownTag, tagMapOf } from './http-api-body.ts'
import { bodyLocationOf } from './definition-uri.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import {
  checkMembers,
  httpApiType,
  mapAt,
  type PropertyNames,
  resourceOf,
  type ServerlessResource,
} from './resources.ts'

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
  ].concat(['Domain', 'FailOnWarnings', 'Name', 'RouteSettings', 'StageName', 'Tags']),
  lacking: ['PropagateTags'],
}

/** What an API becomes, and how it is referred to by `Api.Stage` and `Api.DomainName`. */
export interface ExpandedHttpApi {
  readonly resources: readonly [string, Node][]
  readonly referable: ReadonlyMap<string, string>
}

/** An API with its stage, domain and permissions (AWS SAM developer guide, "AWS::Serverless::HttpApi"). */
export function expandHttpApi(api: ServerlessResource, routes: readonly RouteEvent[]): ExpandedHttpApi {
  const { logicalId, properties } = api
  const auth = authOf(api)
  const failOnWarnings = memberOf(properties, 'FailOnWarnings')
  const stageId = stageIdOf(api)
  const stage = resourceOf(api, 'AWS::ApiGatewayV2::Stage', {
    ...Object.fromEntries(stageProperties.map((name) => [name, memberOf(properties, name)])),
    ApiId: { Ref: logicalId },
    StageName: memberOf(properties, 'StageName') ?? '$default',
    AutoDeploy: true,
    RouteSettings: routeSettingsOf(api, routes),
    Tags: tagMapOf(api),
  })
  const domain = expandDomain(api, stageId)
  const location = bodyLocationOf(api, routes)
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
  }
}

function stageIdOf({ logicalId, properties, textOf }: ServerlessResource): string {
  const stageName = memberOf(properties, 'StageName')
  const name = stageName === undefined ? '$default' : (textOf(stageName) ?? '')
  if (name === '$default') return `${logicalId}ApiGatewayDefaultStage`
  return /^[A-Za-z0-9]+$/.test(name) ? `${logicalId}${name}Stage` : `${logicalId}Stage${hashOf(name)}`
}

/** Ten digits that tell one text from another, as AWS SAM ends logical ids. */
function hashOf(text: string): string {
  return text === '' ? '' : createHash('sha1').update(text).digest('hex').slice(0, 10)
}

/** Those of the API, with those that events have for their routes. */
function routeSettingsOf(api: ServerlessResource, routes: readonly RouteEvent[]): Map<string, Buildable> | undefined {
  const settings = new Map<string, Buildable>(
    [...(mapAt(api, 'RouteSettings')?.entries ?? [])].map(([key, { node }]) => [key, node]),
  )
  for (const { path, method, routeSettings } of routes) {
    if (!routeSettings) continue
    const verb = method === anyMethod ? 'ANY' : method.toUpperCase()
    settings.set(path === defaultPath ? path : `${verb} ${path}`, routeSettings)
  }
  return settings.size > 0 ? settings : undefined
}

const domainMembers = [
  'BasePath',
  'CertificateArn',
  'DomainName',
  'EndpointConfiguration',
  'MutualTlsAuthentication',
].concat(['OwnershipVerificationCertificateArn', 'SecurityPolicy'])

/** AWS SAM developer guide, "HttpApiDomainConfiguration". */
function expandDomain(
  api: ServerlessResource,
  stageId: string,
): { readonly logicalId: string; readonly resources: readonly [string, Node][] } | undefined {
  const domain = mapAt(api, 'Domain')
  if (!domain) return undefined
  checkMembers(api, domain, domainMembers, 'Domain')
  const [name, certificate, endpoint] = ['DomainName', 'CertificateArn', 'EndpointConfiguration'].map((member) =>
    memberOf(domain, member),
  )
  if (name === undefined || certificate === undefined)
    return refuseResource(
      api.logicalId,
      'Custom Domains only works if both DomainName and CertificateArn are provided.',
      domain,
      'Domain',
    )
  if (endpoint && api.textOf(endpoint) !== 'REGIONAL')
    refuseResource(
      api.logicalId,
      "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].",
      endpoint,
      'Domain',
    )
  const logicalId = `ApiGatewayDomainNameV2${hashOf(api.textOf(name) ?? jsonText(name))}`
  const configuration = {
    CertificateArn: certificate,
    EndpointType: 'REGIONAL',
    OwnershipVerificationCertificateArn: memberOf(domain, 'OwnershipVerificationCertificateArn'),
    SecurityPolicy: memberOf(domain, 'SecurityPolicy'),
  }
  const domainName = resourceOf(api, 'AWS::ApiGatewayV2::DomainName', {
    DomainName: name,
    DomainNameConfigurations: [configuration],
    MutualTlsAuthentication: memberOf(domain, 'MutualTlsAuthentication'),
    Tags: { [ownTag]: 'SAM' },
  })
  const mappings = basePathsOf(api, memberOf(domain, 'BasePath')).map((path): [string, Node] => [
    `${api.logicalId}${(path ?? '').replace(/[-_/]+/g, '')}ApiMapping`,
    resourceOf(api, 'AWS::ApiGatewayV2::ApiMapping', {
      ApiId: { Ref: api.logicalId },
      DomainName: { Ref: logicalId },
      Stage: { Ref: stageId },
      ...(path !== undefined && { ApiMappingKey: path.replace(/^\/+|\/+$/g, '') }),
    }),
  ])
  return { logicalId, resources: [[logicalId, domainName], ...mappings] }
}

/** A single mapping without a path when there is none. */
function basePathsOf(api: ServerlessResource, node: Node | undefined): (string | undefined)[] {
  if (node === undefined) return [undefined]
  return (node.kind === 'list' ? node.items : [node]).map((item) => {
    const path = api.textOf(item)
    if (path === undefined) return refuseLacking(api.logicalId, 'a BasePath that is no text', item, 'Domain.BasePath')
    if (/[^0-9a-zA-Z/_-]/.test(path))
      refuseResource(api.logicalId, 'Invalid Basepath name provided.', item, 'Domain.BasePath')
    return path
  })
}
