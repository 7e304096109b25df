import type { Buildable } from '../build-node.ts'
import { memberOf, type Node, textNode } from '../node.ts'
import { storedAt } from './function-code.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import { isFunction, mapAt, type PropertyNames, resourceOf, type ServerlessResource } from './resources.ts'

/** A type of AWS SAM that becomes one resource of the same logical id. */
export interface SimpleType {
  readonly names: PropertyNames
  expand(resource: ServerlessResource): Node
}

const ownTag = { Key: 'lambda:createdBy', Value: 'SAM' }

/** AWS SAM developer guide, "AWS::Serverless::SimpleTable". */
const simpleTable: SimpleType = {
  names: {
    type: 'AWS::Serverless::SimpleTable',
    known: ['PointInTimeRecoverySpecification', 'PrimaryKey', 'ProvisionedThroughput', 'SSESpecification'].concat([
      'TableName',
      'Tags',
    ]),
    lacking: [],
  },
  expand(resource) {
    const { properties, textOf } = resource
    const key = mapAt(resource, 'PrimaryKey')
    const name = memberOf(key, 'Name') ?? 'id'
    const type = textOf(memberOf(key, 'Type')) ?? 'String'
    const letter = { Binary: 'B', Number: 'N', String: 'S' }[type]
    if (letter === undefined)
      return refuseResource(resource.logicalId, `Invalid 'Type' "${type}".`, key ?? resource, 'PrimaryKey')
    const throughput = memberOf(properties, 'ProvisionedThroughput')
    const tags = [...(mapAt(resource, 'Tags')?.entries ?? [])].map(([Key, { node }]) => ({ Key, Value: node }))
    const passed = ['PointInTimeRecoverySpecification', 'SSESpecification', 'TableName'].map((each) => [
      each,
      memberOf(properties, each),
    ])
    return resourceOf(
      resource,
      'AWS::DynamoDB::Table',
      {
        ...Object.fromEntries(passed),
        AttributeDefinitions: [{ AttributeName: name, AttributeType: letter }],
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        ...(throughput ? { ProvisionedThroughput: throughput } : { BillingMode: 'PAY_PER_REQUEST' }),
        ...(tags.length > 0 && { Tags: tags }),
      },
      true,
    )
  },
}

/** AWS SAM developer guide, "AWS::Serverless::LayerVersion". Nothing is made of one, so it keeps its logical id. */
const layerVersion: SimpleType = {
  names: {
    type: 'AWS::Serverless::LayerVersion',
    known: ['CompatibleArchitectures', 'CompatibleRuntimes', 'ContentUri', 'Description', 'LayerName'].concat([
      'LicenseInfo',
      'RetentionPolicy',
    ]),
    lacking: ['PublishLambdaVersion'],
  },
  expand(resource) {
    const { logicalId, properties, attributes } = resource
    const passed = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo'].map((each) => [
      each,
      memberOf(properties, each),
    ])
    const uri = memberOf(properties, 'ContentUri')
    const said = resource.textOf(memberOf(properties, 'RetentionPolicy'))
    const retention = textNode(said?.toLowerCase() === 'delete' ? 'Delete' : 'Retain', resource.position)
    const policy = said === undefined ? (attributes['DeletionPolicy'] ?? retention) : retention
    return resourceOf(
      { ...resource, attributes: { ...attributes, DeletionPolicy: policy } },
      'AWS::Lambda::LayerVersion',
      {
        ...Object.fromEntries(passed),
        Content: uri ? storedAt(resource, uri, 'ContentUri') : {},
        LayerName: memberOf(properties, 'LayerName') ?? logicalId,
      },
      true,
    )
  },
}

/** AWS SAM developer guide, "AWS::Serverless::Application": a nested stack, unless it comes of the public repository. */
const application: SimpleType = {
  names: {
    type: 'AWS::Serverless::Application',
    known: ['Location', 'NotificationARNs', 'Parameters', 'Tags', 'TimeoutInMinutes'],
    lacking: [],
  },
  expand(resource) {
    const { logicalId, properties } = resource
    const location = memberOf(properties, 'Location')
    if (location === undefined)
      return refuseResource(logicalId, 'Resource is missing the required [Location] property.', resource)
    if (location.kind === 'map' && !isFunction(location))
      return refuseLacking(logicalId, 'applications of the Serverless Application Repository', location, 'Location')
    const tags = [...(mapAt(resource, 'Tags')?.entries ?? [])].map(([Key, { node }]) => ({ Key, Value: node }))
    const passed: { [name: string]: Buildable | undefined } = Object.fromEntries(
      ['NotificationARNs', 'Parameters', 'TimeoutInMinutes'].map((each) => [each, memberOf(properties, each)]),
    )
    const stack = { ...passed, TemplateURL: location, Tags: [ownTag, ...tags] }
    return resourceOf(resource, 'AWS::CloudFormation::Stack', stack, true)
  },
}

/** By type. */
export const simpleTypes: ReadonlyMap<string, SimpleType> = new Map(
  [application, layerVersion, simpleTable].map((each) => [each.names.type, each]),
)
