import { type Entry, memberOf, type MapNode, type Node, type Position } from '../node.ts'
import { readMembers } from './event-members.ts'
import { aliasOf } from './function-alias.ts'
import { permissionFor } from './function-permission.ts'
import { readSourceEvent, type SourceEvent } from './event-sources.ts'
import { refuseEvent, refuseLacking } from './problems.ts'
import { getAtt, mapAt, type ServerlessResource } from './resources.ts'

/** The API that functions get whose events name none. */
export const implicitApiId = 'ServerlessHttpApi'
export const anyMethod = 'x-amazon-apigateway-any-method'
/** The path of the event that takes what no other does. */
export const defaultPath = '$default'

/** A route of an HTTP API that leads to a function. */
export interface RouteEvent {
  readonly function: ServerlessResource
  readonly eventId: string
  readonly position: Position
  readonly apiId: string
  readonly path: string
  /** In lower case, or `anyMethod`. */
  readonly method: string
  readonly auth: MapNode | undefined
  readonly payloadFormatVersion: Node | undefined
  readonly timeoutInMillis: Node | undefined
  readonly routeSettings: Node | undefined
}

/** A function that a user pool calls. */
export interface TriggerEvent {
  readonly function: ServerlessResource
  readonly eventId: string
  readonly position: Position
  readonly userPoolId: string
  readonly triggers: readonly string[]
}

/** What sets a function off (AWS SAM developer guide, "EventSource"). */
export interface FunctionEvents {
  readonly routes: readonly RouteEvent[]
  readonly triggers: readonly TriggerEvent[]
  readonly sources: readonly SourceEvent[]
}

export function eventsOf(resource: ServerlessResource): FunctionEvents {
  const routes: RouteEvent[] = []
  const triggers: TriggerEvent[] = []
  const sources: SourceEvent[] = []
  for (const [eventId, entry] of mapAt(resource, 'Events')?.entries ?? []) {
    const type = resource.textOf(memberOf(entry.node, 'Type'))
    if (type === 'HttpApi') routes.push(readRoute(resource, eventId, entry))
    else if (type === 'Cognito') triggers.push(readTrigger(resource, eventId, entry))
    else
      sources.push(
        readSourceEvent(resource, eventId, type, entry) ??
          refuseLacking(
            resource.logicalId,
            `events of the type ${type ?? 'that is not said'} (event ${eventId})`,
            entry.node,
            `Events.${eventId}`,
          ),
      )
  }
  return { routes, triggers, sources }
}

const routeMembers = ['ApiId', 'Auth', 'Method', 'Path', 'PayloadFormatVersion', 'RouteSettings', 'TimeoutInMillis']

function readRoute(resource: ServerlessResource, eventId: string, entry: Entry): RouteEvent {
  const { logicalId, textOf } = resource
  const member = readMembers(resource, eventId, entry, routeMembers)
  const [path, method] = [member('Path'), member('Method')].map((node) => node && (textOf(node) ?? ''))
  if ((path === undefined) !== (method === undefined))
    refuseEvent(logicalId, eventId, "Event must have both 'Path' and 'Method', or neither of them.", entry.node)
  if (path === '' || method === '') refuseEvent(logicalId, eventId, "'Path' and 'Method' must be text.", entry.node)
  if (path !== undefined && path !== defaultPath && !path.startsWith('/'))
    refuseEvent(
      logicalId,
      eventId,
      "Api Event must have a String specified for 'Path' that begins with '/'.",
      entry.node,
    )
  const auth = member('Auth')
  if (auth && auth.kind !== 'map') refuseEvent(logicalId, eventId, "'Auth' must be a map.", auth)
  const verb = (method ?? anyMethod).toLowerCase()
  return {
    function: resource,
    eventId,
    position: entry.position,
    apiId: apiIdOf(resource, eventId, member('ApiId')),
    path: path ?? defaultPath,
    method: verb === 'any' ? anyMethod : verb,
    auth: auth?.kind === 'map' ? auth : undefined,
    payloadFormatVersion: member('PayloadFormatVersion'),
    timeoutInMillis: member('TimeoutInMillis'),
    routeSettings: member('RouteSettings'),
  }
}

function apiIdOf({ logicalId }: ServerlessResource, eventId: string, node: Node | undefined): string {
  if (node === undefined) return implicitApiId
  const reference = node.kind === 'scalar' ? node : memberOf(node, 'Ref')
  if (reference?.kind !== 'scalar')
    return refuseLacking(
      logicalId,
      'an ApiId that names no AWS::Serverless::HttpApi of the template',
      node,
      `Events.${eventId}`,
    )
  return reference.text
}

function readTrigger(resource: ServerlessResource, eventId: string, entry: Entry): TriggerEvent {
  const member = readMembers(resource, eventId, entry, ['Trigger', 'UserPool'])
  const pool = memberOf(member('UserPool'), 'Ref')
  if (pool?.kind !== 'scalar')
    return refuseEvent(
      resource.logicalId,
      eventId,
      'Cognito events must reference a Cognito UserPool in the same template.',
      entry.node,
    )
  const trigger = member('Trigger')
  const names = trigger?.kind === 'list' ? trigger.items : trigger ? [trigger] : []
  const triggers = names.map((node) => resource.textOf(node) ?? '')
  if (triggers.length === 0 || triggers.includes(''))
    refuseEvent(resource.logicalId, eventId, "Missing required property 'Trigger'.", entry.node)
  return { function: resource, eventId, position: entry.position, userPoolId: pool.text, triggers }
}

/** The permission that an event needs, by its logical id. */
export function triggerPermission({ function: resource, userPoolId }: TriggerEvent): [string, Node] {
  const permission = permissionFor(resource, 'cognito-idp.amazonaws.com', getAtt(userPoolId, 'Arn'))
  return [`${aliasOf(resource)?.logicalId ?? resource.logicalId}CognitoPermission`, permission]
}

export function routePermission({ function: resource, eventId, apiId, path, method }: RouteEvent): [string, Node] {
  const verb = method === anyMethod ? '*' : method.toUpperCase()
  const place = path === defaultPath ? '' : path.replace(/^(.+)\/$/, '$1').replace(/\{([\w.-]+|proxy\+)\}/g, '*')
  const permission = permissionFor(resource, 'apigateway.amazonaws.com', {
    'Fn::Sub': [
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${verb}${place}`,
      { __ApiId__: { Ref: apiId }, __Stage__: '*' },
    ],
  })
  return [`${resource.logicalId}${eventId}Permission`, permission]
}
