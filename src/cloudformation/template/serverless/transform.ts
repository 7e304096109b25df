import { type Buildable, buildMap, withMembers } from '../build-node.ts'
import { canonicalText, type Entry, type MapNode, memberOf, type Node } from '../node.ts'
import { refuse } from '../problem.ts'
import { pathTo } from '../scope.ts'
import { aliasOf, invokedArn } from './function-alias.ts'
import { expandFunction, functionProperties } from './function.ts'
import {
  anyMethod,
  defaultPath,
  eventsOf,
  implicitApiId,
  type RouteEvent,
  routePermission,
  type TriggerEvent,
  triggerPermission,
} from './function-events.ts'
import { readGlobals } from './globals.ts'
import { withReferences } from './generated-references.ts'
import { expandHttpApi, httpApiProperties } from './http-api.ts'
import { recordSetGroups } from './http-api-domain.ts'
import { refuseEvent } from './problems.ts'
import { simpleTypes } from './simple-resources.ts'
import { functionType, httpApiType, readServerlessResource, type ServerlessResource } from './resources.ts'

export const serverless = 'AWS::Serverless-2016-10-31'

/**
 * What AWS SAM makes of a template: resources of CloudFormation with the logical ids and properties that its own
 * transform gives them. Positions stay those of what they come of.
 * @param valueOf the value of a parameter, where it is known
 */
export function transformServerless(root: MapNode, valueOf: (parameter: string) => string | undefined): MapNode {
  const declared = memberOf(root, 'Resources')
  const { Globals: _globals, ...rest } = Object.fromEntries(root.entries)
  const template: MapNode = { ...root, entries: new Map(Object.entries(rest)) }
  if (declared?.kind !== 'map') return template
  const source = readSource(root, declared, valueOf)
  const expansion = expand(source)
  const resources = new Map<string, Entry>()
  for (const [logicalId, node] of expansion.resources) {
    const twin = resources.get(logicalId)
    // Two APIs can have the same domain.
    if (twin && canonicalText(twin.node) !== canonicalText(node))
      refuse(
        `Transform ${serverless} failed with: the template has a resource ${logicalId} already`,
        twin,
        pathTo('Resources', logicalId),
      )
    if (!twin) resources.set(logicalId, { position: declared.entries.get(logicalId)?.position ?? node.position, node })
  }
  const expanded = withMembers(template, { Resources: { ...declared, entries: resources } })
  return expansion.referable.size === 0 ? expanded : withReferences(expanded, expansion.referable)
}

interface Source {
  readonly others: readonly [string, Entry][]
  readonly functions: readonly ServerlessResource[]
  readonly apis: readonly ServerlessResource[]
  /** What becomes one resource each. */
  readonly simple: readonly [string, Node][]
}

function readSource(root: MapNode, declared: MapNode, valueOf: (parameter: string) => string | undefined): Source {
  const globals = readGlobals(root)
  const textOf = (node: Node | undefined): string | undefined => {
    const parameter = memberOf(node, 'Ref')
    if (node?.kind === 'scalar') return node.text
    return parameter?.kind === 'scalar' ? valueOf(parameter.text) : undefined
  }
  const others: [string, Entry][] = []
  const functions: ServerlessResource[] = []
  const apis: ServerlessResource[] = []
  const simple: [string, Node][] = []
  for (const [logicalId, entry] of declared.entries) {
    const type = memberOf(entry.node, 'Type')
    const name = type?.kind === 'scalar' ? type.text : ''
    const read = (names: typeof functionProperties): ServerlessResource =>
      readServerlessResource(logicalId, entry, names, globals(name), textOf)
    const simpleType = simpleTypes.get(name)
    if (simpleType) simple.push([logicalId, simpleType.expand(read(simpleType.names))])
    else if (name === functionType) functions.push(read(functionProperties))
    else if (name === httpApiType) apis.push(read(httpApiProperties))
    else if (name.startsWith('AWS::Serverless::'))
      refuse(`poolgate does not implement the resource type ${name} of AWS SAM`, type, pathTo('Resources', logicalId))
    else others.push([logicalId, entry])
  }
  const routes = functions.flatMap((each) => eventsOf(each).routes).filter(({ apiId }) => apiId === implicitApiId)
  const [first] = declared.entries.has(implicitApiId) ? [] : routes
  if (!first) return { others, functions, apis, simple }
  const Tags = propagatedTags(routes)
  const properties = globals(httpApiType)(buildMap(new Map([['Tags', Tags]]), first.position))
  const attributes = { Condition: commonCondition(routes, textOf) }
  const implied = { logicalId: implicitApiId, position: first.position, properties, attributes, textOf }
  return { others, functions, apis: [...apis, implied], simple }
}

/** The tags of functions that say so; with the same name, those of the last one. */
function propagatedTags(routes: readonly RouteEvent[]): Buildable | undefined {
  const tags = routes.flatMap(({ function: { properties, textOf } }) => {
    const own = memberOf(properties, 'Tags')
    return own?.kind === 'map' && textOf(memberOf(properties, 'PropagateTags')) === 'true' ? [...own.entries] : []
  })
  return tags.length > 0 ? new Map(tags.map(([name, { node }]) => [name, node])) : undefined
}

/** The condition under which all of these functions are there, if they have the same. */
function commonCondition(routes: readonly RouteEvent[], textOf: ServerlessResource['textOf']): Node | undefined {
  const conditions = routes.map(({ function: { attributes } }) => attributes['Condition'])
  const [first] = conditions
  return conditions.every((condition) => textOf(condition) === textOf(first)) ? first : undefined
}

interface Expansion {
  readonly resources: readonly [string, Node][]
  /** Names like `Api.Stage` with the logical ids that they stand for. */
  readonly referable: ReadonlyMap<string, string>
}

function expand({ others, functions, apis, simple }: Source): Expansion {
  const events = functions.map((resource) => ({ resource, ...eventsOf(resource) }))
  const routes = events.flatMap((each) => each.routes)
  const triggers = events.flatMap((each) => each.triggers)
  checkTargets(routes, triggers, apis, others)
  const expandedFunctions = functions.map(expandFunction)
  const expandedApis = apis.map((api) =>
    expandHttpApi(
      api,
      routes.filter(({ apiId }) => apiId === api.logicalId),
    ),
  )
  return {
    resources: [
      ...others.map(([logicalId, { node }]): [string, Node] => [logicalId, withTriggers(logicalId, node, triggers)]),
      ...simple,
      ...expandedFunctions.flatMap(({ resources }) => resources),
      ...events.flatMap(({ sources }) => sources.flatMap(({ resources }) => resources)),
      ...permissionsOf(routes),
      ...new Map(triggers.map(triggerPermission)),
      ...expandedApis.flatMap(({ resources }) => resources),
      ...recordSetGroups(expandedApis.flatMap(({ recordSets }) => recordSets ?? [])),
    ],
    referable: new Map([...expandedFunctions, ...expandedApis].flatMap(({ referable }) => [...referable])),
  }
}

function checkTargets(
  routes: readonly RouteEvent[],
  triggers: readonly TriggerEvent[],
  apis: readonly ServerlessResource[],
  others: Source['others'],
): void {
  for (const route of routes)
    if (!apis.some(({ logicalId }) => logicalId === route.apiId))
      refuseEvent(
        route.function.logicalId,
        route.eventId,
        `ApiId must be a valid reference to an 'AWS::Serverless::HttpApi' resource in same template.`,
        route,
      )
  const pools = new Set(others.map(([logicalId]) => logicalId))
  for (const trigger of triggers)
    if (!pools.has(trigger.userPoolId))
      refuseEvent(
        trigger.function.logicalId,
        trigger.eventId,
        'Cognito events must reference a Cognito UserPool in the same template.',
        trigger,
      )
}

/** A function that takes whatever no other route of an API does may be called by every route of it; AWS SAM does not see it behind an alias. */
function permissionsOf(routes: readonly RouteEvent[]): [string, Node][] {
  const apiAndFunction = (route: RouteEvent): string => `${route.apiId} ${route.function.logicalId}`
  const takesAll = ({ path, method }: RouteEvent): boolean => path === defaultPath && method === anyMethod
  const everywhere = new Set(routes.filter((route) => takesAll(route) && !aliasOf(route.function)).map(apiAndFunction))
  return routes.filter((route) => takesAll(route) || !everywhere.has(apiAndFunction(route))).map(routePermission)
}

/** A user pool with the functions that it is to call. */
function withTriggers(logicalId: string, pool: Node, triggers: readonly TriggerEvent[]): Node {
  const own = triggers.filter(({ userPoolId }) => userPoolId === logicalId)
  if (own.length === 0 || pool.kind !== 'map') return pool
  const properties = asMap(memberOf(pool, 'Properties'), pool)
  let config = asMap(memberOf(properties, 'LambdaConfig'), pool)
  for (const event of own)
    for (const trigger of event.triggers) {
      if (config.entries.has(trigger))
        refuseEvent(
          event.function.logicalId,
          event.eventId,
          `Cognito trigger "${trigger}" defined multiple times.`,
          event,
        )
      config = withMembers(config, { [trigger]: invokedArn(event.function) })
    }
  return withMembers(pool, { Properties: withMembers(properties, { LambdaConfig: config }) })
}

function asMap(node: Node | undefined, { position }: Node): MapNode {
  return node?.kind === 'map' ? node : buildMap(new Map(), position)
}
