import { type Buildable, buildNode, withMembers } from '../build-node.ts'
import { type MapNode, memberOf, type Node } from '../node.ts'
import { hashOf, hashOfNode } from './hash-of.ts'
import { refuseResource } from './problems.ts'
import { getAtt, resourceOf, type ServerlessResource } from './resources.ts'

/** The alias of a function that follows its newest version. */
interface Alias {
  readonly name: string
  readonly logicalId: string
}

/** Undefined for a function without AutoPublishAlias. */
export function aliasOf({ logicalId, properties, textOf }: ServerlessResource): Alias | undefined {
  const node = memberOf(properties, 'AutoPublishAlias')
  if (node === undefined) return undefined
  const name = textOf(node)
  if (name === undefined)
    return refuseResource(
      logicalId,
      "'AutoPublishAlias' must be a string or a Ref to a template parameter",
      node,
      'AutoPublishAlias',
    )
  if (name === '') return undefined
  if (!/^(?!\d+$)[\w-]+$/.test(name))
    refuseResource(
      logicalId,
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
      node,
      'AutoPublishAlias',
    )
  return { name, logicalId: `${logicalId}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}` }
}

/** The ARN that events invoke: that of the alias, if there is one. */
export function invokedArn(resource: ServerlessResource): Buildable {
  const alias = aliasOf(resource)
  return alias ? { Ref: alias.logicalId } : getAtt(resource.logicalId, 'Arn')
}

/** What events call the function that they invoke. */
export function invokedName(resource: ServerlessResource): Buildable {
  return { Ref: aliasOf(resource)?.logicalId ?? resource.logicalId }
}

/** What a function publishes: a version for each state of its code, and the alias that follows it. */
export interface Publication {
  readonly resources: readonly [string, Node][]
  /** `Function.Alias` and `Function.Version` with the logical ids that they stand for. */
  readonly referable: readonly (readonly [string, string])[]
}

/** @param lambda the properties of the function itself */
export function publicationOf(resource: ServerlessResource, lambda: MapNode): Publication {
  const alias = aliasOf(resource)
  const { logicalId, properties, position } = resource
  const policy = memberOf(properties, 'VersionDeletionPolicy')
  if (!alias) {
    if (policy) refuseResource(logicalId, "'VersionDeletionPolicy' requires 'AutoPublishAlias'.", policy)
    return { resources: [], referable: [] }
  }
  const versionId = `${logicalId}Version${stateOf(resource, lambda)}`
  // Whoever still invokes an earlier version finds it.
  const DeletionPolicy = resource.attributes['DeletionPolicy'] ?? policy ?? buildNode('Retain', position)
  const version = resourceOf(
    { ...resource, attributes: { ...resource.attributes, DeletionPolicy } },
    'AWS::Lambda::Version',
    { Description: memberOf(properties, 'VersionDescription'), FunctionName: { Ref: logicalId } },
  )
  const follower = resourceOf(resource, 'AWS::Lambda::Alias', {
    Name: alias.name,
    FunctionName: { Ref: logicalId },
    FunctionVersion: getAtt(versionId, 'Version'),
  })
  return {
    resources: [
      [versionId, version],
      [alias.logicalId, follower],
    ],
    referable: [
      [`${logicalId}.Alias`, alias.logicalId],
      [`${logicalId}.Version`, versionId],
    ],
  }
}

/** The hash that the template gives of the code, if the function has an alias. */
export function codeHashOf(resource: ServerlessResource): string | undefined {
  const node = memberOf(resource.properties, 'AutoPublishCodeSha256')
  if (node === undefined || !aliasOf(resource)) return undefined
  return (
    resource.textOf(node) ??
    refuseResource(resource.logicalId, 'AutoPublishCodeSha256 must be a string', node, 'AutoPublishCodeSha256')
  )
}

/** What tells one version from another: the code and what it runs with, or every property of the function. */
function stateOf(resource: ServerlessResource, lambda: MapNode): string {
  const { properties, textOf } = resource
  const own = codeHashOf(resource)
  if (own !== undefined) return own.slice(0, 10)
  if (textOf(memberOf(properties, 'AutoPublishAliasAllProperties')) === 'true') {
    const { Role: role, ...others } = Object.fromEntries(lambda.entries)
    const isOwn = memberOf(properties, 'Role') !== undefined
    return hashOfNode({
      ...lambda,
      entries: new Map(Object.entries(isOwn && role ? { ...others, Role: role } : others)),
    })
  }
  const code = memberOf(lambda, 'Code')
  const [environment, memory, snapStart] = ['Environment', 'MemorySize', 'SnapStart'].map((name) =>
    memberOf(properties, name),
  )
  const isSnapped = !['None', undefined].includes(textOf(memberOf(snapStart, 'ApplyOn')))
  if (code?.kind !== 'map') return hashOf('')
  return hashOfNode(
    withMembers(withParameters(code, textOf), {
      ...(environment?.kind === 'map' &&
        Object.fromEntries([...environment.entries].map(([key, { node }]) => [key, node]))),
      ...(memory && { MemorySize: memory }),
      ...(isSnapped && { SnapStart: snapStart }),
    }),
  )
}

/** The tree with the values of parameters in place of references to them. */
function withParameters<Tree extends Node>(tree: Tree, textOf: ServerlessResource['textOf']): Tree {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => withParameters(item, textOf)) }
  if (tree.kind !== 'map') return tree
  const entries = [...tree.entries].map(([key, entry]): [string, typeof entry] => {
    const value = memberOf(entry.node, 'Ref') === undefined ? undefined : textOf(entry.node)
    const node = value === undefined ? withParameters(entry.node, textOf) : buildNode(value, entry.position)
    return [key, { ...entry, node }]
  })
  return { ...tree, entries: new Map(entries) }
}
