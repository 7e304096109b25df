import type { Buildable } from '../build-node.ts'
import { type MapNode, memberOf, type Node } from '../node.ts'
import type { RouteEvent } from './function-events.ts'
import { permissionFor } from './function-permission.ts'
import { refuseEvent, refuseResource } from './problems.ts'
import { checkMembers, isFunction, mapAt, type ServerlessResource } from './resources.ts'

/** Who may call an API (AWS SAM developer guide, "HttpApiAuth"). */
export interface HttpApiAuth {
  readonly authorizers: ReadonlyMap<string, MapNode>
  /** Whether `AWS_IAM` is one without being declared. */
  readonly isIamEnabled: boolean
  readonly defaultAuthorizer: string | undefined
}

const iamAuthorizer = 'AWS_IAM'

export function authOf(api: ServerlessResource): HttpApiAuth {
  const { logicalId, textOf } = api
  const auth = mapAt(api, 'Auth')
  if (auth) checkMembers(api, auth, ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'], 'Auth')
  const enabled = memberOf(auth, 'EnableIamAuthorizer')
  const iam = enabled && textOf(enabled)
  if (enabled && iam !== 'true' && iam !== 'false')
    refuseResource(logicalId, "Property 'Auth.EnableIamAuthorizer' should be a boolean.", enabled, 'Auth')
  const authorizers = new Map<string, MapNode>()
  const declared = memberOf(auth, 'Authorizers')
  if (declared && (declared.kind !== 'map' || isFunction(declared)))
    refuseResource(logicalId, "Property 'Auth.Authorizers' should be a map.", declared, 'Auth.Authorizers')
  for (const [name, { node }] of declared?.kind === 'map' ? declared.entries : []) {
    if (node.kind !== 'map' || isFunction(node))
      return refuseResource(logicalId, `Property 'Auth.Authorizers.${name}' should be a map.`, node, 'Auth.Authorizers')
    authorizers.set(name, node)
  }
  const isIamEnabled = iam === 'true' && !authorizers.has(iamAuthorizer)
  return { authorizers, isIamEnabled, defaultAuthorizer: defaultOf(api, auth, { authorizers, isIamEnabled }) }
}

function defaultOf(
  { logicalId, textOf }: ServerlessResource,
  auth: MapNode | undefined,
  { authorizers, isIamEnabled }: Pick<HttpApiAuth, 'authorizers' | 'isIamEnabled'>,
): string | undefined {
  const node = memberOf(auth, 'DefaultAuthorizer')
  if (node === undefined) return undefined
  const name = textOf(node)
  if (name === undefined)
    return refuseResource(logicalId, "Property 'Auth.DefaultAuthorizer' should be a string.", node, 'Auth')
  if (!authorizers.has(name) && !(isIamEnabled && name === iamAuthorizer))
    refuseResource(
      logicalId,
      `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
      node,
      'Auth.DefaultAuthorizer',
    )
  return name
}

/** The `security` of an operation that the default authorizer guards. */
export function defaultSecurity({ authorizers, defaultAuthorizer }: HttpApiAuth): Requirements | undefined {
  if (defaultAuthorizer === undefined) return undefined
  return requirement(defaultAuthorizer, memberOf(authorizers.get(defaultAuthorizer), 'AuthorizationScopes'))
}

type Requirements = readonly Buildable[]

function requirement(name: string, scopes: Node | undefined): Requirements {
  return [new Map([[name, scopes ?? []]])]
}

/** The `security` of a route; undefined when anyone may call it. */
export function securityOf(route: RouteEvent, auth: HttpApiAuth): Requirements | undefined {
  if (!route.auth || route.auth.entries.size === 0)
    return route.method === 'options' ? undefined : defaultSecurity(auth)
  const { function: resource, eventId, path, method } = route
  const refuse = (problem: string): never => refuseEvent(resource.logicalId, eventId, problem, route.auth ?? route)
  checkMembers(resource, route.auth, ['Authorizer', 'AuthorizationScopes'], `Auth of the event ${eventId}`)
  const own = memberOf(route.auth, 'Authorizer')
  const name = own === undefined ? auth.defaultAuthorizer : resource.textOf(own)
  const unable = `Unable to set Authorizer on API method [${method}] for path [${path}] because `
  if (name === undefined)
    return refuse(
      "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.",
    )
  if (name === 'NONE') {
    if (auth.defaultAuthorizer === undefined)
      refuse(`${unable}'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`)
    return requirement(name, undefined)
  }
  // It has no scopes: AWS SAM drops those of the event.
  if (auth.isIamEnabled && name === iamAuthorizer) return requirement(name, undefined)
  const authorizer = auth.authorizers.get(name)
  if (!authorizer)
    return refuse(
      `Unable to set Authorizer [${name}] on API method [${method}] for path [${path}] because ${
        auth.authorizers.size === 0
          ? 'the related API does not define any Authorizers.'
          : "it wasn't defined in the API's Authorizers."
      }`,
    )
  const scopes = memberOf(route.auth, 'AuthorizationScopes')
  if (scopes && scopes.kind !== 'list') refuse(`${unable}'AuthorizationScopes' must be a list of strings.`)
  const isScoped = scopes?.kind === 'list' && scopes.items.length > 0
  return requirement(name, isScoped ? scopes : memberOf(authorizer, 'AuthorizationScopes'))
}

const jwtMembers = ['AuthorizationScopes', 'IdentitySource', 'JwtConfiguration']
const lambdaMembers = [
  'AuthorizerPayloadFormatVersion',
  'EnableFunctionDefaultPermissions',
  'EnableSimpleResponses',
  'FunctionArn',
  'FunctionInvokeRole',
  'Identity',
]

/** The authorizers as OpenAPI has them (AWS page "x-amazon-apigateway-authorizer object"). */
export function securitySchemes(
  api: ServerlessResource,
  { authorizers, isIamEnabled }: HttpApiAuth,
): Map<string, Buildable> {
  const declared = [...authorizers].map(([name, authorizer]): [string, Buildable] => [
    name,
    memberOf(authorizer, 'JwtConfiguration') ? jwtScheme(api, name, authorizer) : lambdaScheme(api, name, authorizer),
  ])
  return new Map([...(isIamEnabled ? [[iamAuthorizer, iamScheme] as const] : []), ...declared])
}

/** AWS page "x-amazon-apigateway-authtype property". */
const iamScheme: Buildable = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
}

function jwtScheme(api: ServerlessResource, name: string, authorizer: MapNode): Buildable {
  checkMembers(api, authorizer, jwtMembers, `the OAuth2 authorizer ${name}`)
  const configuration = memberOf(authorizer, 'JwtConfiguration')
  const source = memberOf(authorizer, 'IdentitySource')
  if (source === undefined)
    refuseResource(api.logicalId, `${name} OAuth2 Authorizer must define 'IdentitySource'.`, authorizer, 'Auth')
  const members = configuration?.kind === 'map' && !isFunction(configuration) ? [...configuration.entries] : []
  const lowered = members.map(([key, { node }]): [string, Node] => [key.toLowerCase(), node])
  return {
    type: 'oauth2',
    'x-amazon-apigateway-authorizer': {
      jwtConfiguration: members.length > 0 ? new Map(lowered) : configuration,
      identitySource: source,
      type: 'jwt',
    },
  }
}

function lambdaScheme(api: ServerlessResource, name: string, authorizer: MapNode): Buildable {
  checkMembers(api, authorizer, lambdaMembers, `the Lambda authorizer ${name}`)
  const [arn, version, role, simple, identity] = [
    'FunctionArn',
    'AuthorizerPayloadFormatVersion',
    'FunctionInvokeRole',
    'EnableSimpleResponses',
    'Identity',
  ].map((member) => memberOf(authorizer, member))
  for (const [member, node] of [
    ['FunctionArn', arn],
    ['AuthorizerPayloadFormatVersion', version],
  ] as const)
    if (node === undefined)
      refuseResource(api.logicalId, `${name} Lambda Authorizer must define '${member}'.`, authorizer, 'Auth')
  const uri =
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations'
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: { 'Fn::Sub': [uri, { __FunctionArn__: arn }] },
      authorizerCredentials: role && api.textOf(role) !== 'NONE' ? role : undefined,
      ...(identity && identityMembers(api, name, identity)),
      authorizerPayloadFormatVersion: version,
      enableSimpleResponses: simple && api.textOf(simple) !== 'false' ? simple : undefined,
    },
  }
}

const identitySources = [
  ['Headers', '$request.header.'],
  ['QueryStrings', '$request.querystring.'],
  ['StageVariables', '$stageVariables.'],
  ['Context', '$context.'],
] as const

function identityMembers(
  api: ServerlessResource,
  name: string,
  identity: Node,
): { [key: string]: Buildable | undefined } {
  const place = `Identity of the authorizer ${name}`
  if (identity.kind !== 'map') return refuseResource(api.logicalId, `${place} should be a map.`, identity, 'Auth')
  checkMembers(api, identity, ['ReauthorizeEvery', ...identitySources.map(([member]) => member)], place)
  const sources = identitySources.flatMap(([member, prefix]) => {
    const values = memberOf(identity, member)
    if (values !== undefined && values.kind !== 'list')
      return refuseResource(api.logicalId, `${member} in ${place} should be a list.`, values, 'Auth')
    return (values?.items ?? []).map((value) => `${prefix}${api.textOf(value) ?? ''}`)
  })
  return { authorizerResultTtlInSeconds: memberOf(identity, 'ReauthorizeEvery'), identitySource: sources }
}

/** Lets the API invoke the functions of those authorizers that say so. */
export function authorizerPermissions(api: ServerlessResource, { authorizers }: HttpApiAuth): [string, Node][] {
  return [...authorizers].flatMap(([name, authorizer]): [string, Node][] => {
    const wanted = memberOf(authorizer, 'EnableFunctionDefaultPermissions')
    const arn = memberOf(authorizer, 'FunctionArn')
    if (arn === undefined || wanted === undefined || api.textOf(wanted) !== 'true') return []
    const uri = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*'
    const source = { 'Fn::Sub': [uri, { __ApiId__: { Ref: api.logicalId } }] }
    return [
      [`${api.logicalId}${name}AuthorizerPermission`, permissionFor(api, 'apigateway.amazonaws.com', source, arn)],
    ]
  })
}
