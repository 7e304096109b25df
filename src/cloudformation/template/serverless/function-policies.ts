import type { Buildable } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { fillPolicyTemplate } from './policy-templates.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import { choiceOf, isFunction, isNoValue, type ServerlessResource } from './resources.ts'

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

type Managed = string | Buildable

/** What a function may do besides writing logs: managed policies by ARN, and policies of its role. */
export function policiesOf(resource: ServerlessResource): {
  readonly managed: readonly Managed[]
  readonly inline: readonly Buildable[]
} {
  const policies = memberOf(resource.properties, 'Policies')
  const items = policies === undefined ? [] : policies.kind === 'list' ? policies.items : [policies]
  const managed: Managed[] = []
  const inline: Buildable[] = []
  for (const [index, item] of items.entries()) {
    const name = `${resource.logicalId}RolePolicy${index}`
    const policy = (node: Node): Buildable => ({ PolicyName: name, PolicyDocument: documentOf(resource, node, index) })
    const choice = choiceOf(item)
    if (!choice) {
      if (isManaged(item)) managed.push(managedPolicy(item))
      else inline.push(policy(item))
      continue
    }
    const [condition, ...branches] = choice
    const present = branches.filter((branch) => !isNoValue(branch))
    if (present.every(isManaged)) managed.push({ 'Fn::If': [condition, ...branches.map(managedPolicy)] })
    else if (present.some(isManaged))
      refuseLacking(resource.logicalId, 'an Fn::If between a managed policy and another', item, 'Policies')
    else inline.push({ 'Fn::If': [condition, ...branches.map((each) => (isNoValue(each) ? each : policy(each)))] })
  }
  return { managed, inline }
}

/** Names are of AWS's own policies; a function may answer either. */
function isManaged(item: Node): boolean {
  return item.kind === 'scalar' || isFunction(item)
}

function managedPolicy(item: Node): Managed {
  return item.kind === 'scalar' ? arnOf(item.text) : item
}

function arnOf(name: string): string {
  if (name.startsWith('arn:')) return name
  return `arn:aws:iam::aws:policy/${ofServiceRoles.has(name) ? 'service-role/' : ''}${name}`
}

function documentOf({ logicalId }: ServerlessResource, item: Node, index: number): Buildable {
  if (memberOf(item, 'Statement')) return item
  return (
    fillPolicyTemplate(logicalId, item) ??
    refuseResource(logicalId, `Policy at index ${index} in the 'Policies' property is not valid`, item, 'Policies')
  )
}
