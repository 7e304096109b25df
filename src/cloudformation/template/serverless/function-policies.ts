import type { Buildable } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import { isFunction, type ServerlessResource } from './resources.ts'

/** Policies for functions that AWS keeps under `service-role/`; the others have no path. */
const ofServiceRoles = new Set([
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaDynamoDBExecutionRole',
  'AWSLambdaENIManagementAccess',
  'AWSLambdaKinesisExecutionRole',
  'AWSLambdaMSKExecutionRole',
  'AWSLambdaRole',
  'AWSLambdaSQSQueueExecutionRole',
  'AWSLambdaVPCAccessExecutionRole',
])

/** What a function may do besides writing logs: managed policies by ARN, and policies of its role. */
export function policiesOf(resource: ServerlessResource): {
  readonly managed: readonly (string | Node)[]
  readonly inline: readonly Buildable[]
} {
  const policies = memberOf(resource.properties, 'Policies')
  const items = policies === undefined ? [] : policies.kind === 'list' ? policies.items : [policies]
  const managed: (string | Node)[] = []
  const inline: Buildable[] = []
  for (const [index, item] of items.entries())
    if (item.kind === 'scalar') managed.push(arnOf(item.text))
    else if (isFunction(item)) managed.push(item)
    else
      inline.push({ PolicyName: `${resource.logicalId}RolePolicy${index}`, PolicyDocument: documentOf(resource, item) })
  return { managed, inline }
}

function arnOf(name: string): string {
  if (name.startsWith('arn:')) return name
  return `arn:aws:iam::aws:policy/${ofServiceRoles.has(name) ? 'service-role/' : ''}${name}`
}

function documentOf({ logicalId }: ServerlessResource, item: Node): Node {
  if (memberOf(item, 'Statement')) return item
  const [template] = item.kind === 'map' ? item.entries.keys() : []
  if (template === undefined) return refuseResource(logicalId, "Invalid item in 'Policies'.", item, 'Policies')
  return refuseLacking(logicalId, `the policy template ${template} of AWS SAM; write the policy out`, item, 'Policies')
}
