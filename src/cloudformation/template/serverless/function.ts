import { type Buildable, buildMap } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { codeHashOf, type Publication, publicationOf } from './function-alias.ts'
import { codeOf } from './function-code.ts'
import { eventsOf } from './function-events.ts'
import { policiesOf } from './function-policies.ts'
import { refuseResource } from './problems.ts'
import { functionType, getAtt, mapAt, type PropertyNames, resourceOf, type ServerlessResource } from './resources.ts'

/** Properties that AWS::Lambda::Function has, too. */
const passed = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'TenancyConfig',
  'Timeout',
  'VpcConfig',
]

export const functionProperties: PropertyNames = {
  type: functionType,
  known: [...passed, 'CodeUri', 'ImageUri', 'InlineCode', 'Role', 'AssumeRolePolicyDocument', 'Policies'].concat([
    'RolePath',
    'PropagateTags',
    'AutoPublishAlias',
    'AutoPublishAliasAllProperties',
    'AutoPublishCodeSha256',
    'Events',
    'Tags',
    'Tracing',
    'VersionDeletionPolicy',
    'VersionDescription',
  ]),
  lacking: [
    'CapacityProviderConfig',
    'DeadLetterQueue',
    'DeploymentPreference',
    'DurableConfig',
    'EventInvokeConfig',
    'FunctionScalingConfig',
    'FunctionUrlConfig',
    'PermissionsBoundary',
    'ProvisionedConcurrencyConfig',
    'PublishToLatestPublished',
    'SourceKMSKeyArn',
  ],
}

/** The function, what it publishes and, unless it has one, the role that it runs as (AWS SAM developer guide, "AWS::Serverless::Function"). */
export function expandFunction(resource: ServerlessResource): Publication {
  const { logicalId, properties, textOf } = resource
  const role = memberOf(properties, 'Role')
  const tracing = memberOf(properties, 'Tracing')
  const isTraced = tracing !== undefined && textOf(tracing) !== 'Disabled'
  const tags = tagsOf(resource)
  const own = buildMap(
    new Map<string, Buildable | undefined>([
      ...passed.map((name) => [name, memberOf(properties, name)] as const),
      ['Code', codeOf(resource)],
      ['Description', descriptionOf(resource)],
      ['Role', role ?? getAtt(`${logicalId}Role`, 'Arn')],
      ['Tags', tags],
      ['TracingConfig', isTraced ? { Mode: tracing } : undefined],
    ]),
    resource.position,
  )
  const lambda = resourceOf(resource, 'AWS::Lambda::Function', own, true)
  const publication = publicationOf(resource, own)
  const roles: [string, Node][] = role
    ? []
    : [[`${logicalId}Role`, resourceOf(resource, 'AWS::IAM::Role', roleProperties(resource, tags, isTraced))]]
  return { ...publication, resources: [[logicalId, lambda], ...publication.resources, ...roles] }
}

/** With the hash of the code, where the template gives it: Lambda publishes no version of a function that has not changed. */
function descriptionOf(resource: ServerlessResource): Buildable | undefined {
  const description = memberOf(resource.properties, 'Description')
  const hash = codeHashOf(resource)
  if (hash === undefined) return description
  if (description === undefined) return hash
  const text = resource.textOf(description)
  return text === undefined ? { 'Fn::Join': [' ', [description, hash]] } : [text, hash].filter(Boolean).join(' ')
}

function roleProperties(resource: ServerlessResource, tags: Buildable, isTraced: boolean): Buildable {
  const { properties } = resource
  const { managed, inline } = policiesOf(resource)
  const reading = eventsOf(resource).sources.flatMap(({ policy = [] }) => policy)
  const arns = new Set([
    managedPolicyArn('service-role/AWSLambdaBasicExecutionRole'),
    ...(isTraced ? [managedPolicyArn('AWSXrayWriteOnlyAccess')] : []),
    ...(memberOf(properties, 'VpcConfig') ? [managedPolicyArn('service-role/AWSLambdaVPCAccessExecutionRole')] : []),
    ...managed,
    ...reading,
  ])
  return {
    AssumeRolePolicyDocument: memberOf(properties, 'AssumeRolePolicyDocument') ?? lambdaTrust,
    ManagedPolicyArns: [...arns],
    ...(inline.length > 0 && { Policies: inline }),
    Path: memberOf(properties, 'RolePath'),
    Tags: tags,
  }
}

function managedPolicyArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`
}

const lambdaTrust = {
  Version: '2012-10-17',
  Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
}

const ownTag = 'lambda:createdBy'

function tagsOf(resource: ServerlessResource): Buildable {
  const tags = mapAt(resource, 'Tags')
  const entries = [...(tags?.entries ?? [])]
  const reserved = entries.find(([key]) => key === ownTag)
  if (reserved)
    refuseResource(
      resource.logicalId,
      `${ownTag} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
      reserved[1],
      'Tags',
    )
  return [{ Key: ownTag, Value: 'SAM' }, ...entries.map(([Key, { node }]) => ({ Key, Value: node }))]
}
