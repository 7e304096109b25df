import type { Buildable } from '../build-node.ts'
import { type Entry, memberOf, type Node } from '../node.ts'
import { readMembers } from './event-members.ts'
import { invokedArn, invokedName } from './function-alias.ts'
import { permissionFor } from './function-permission.ts'
import { refuseEvent } from './problems.ts'
import { getAtt, resourceOf, type ServerlessResource } from './resources.ts'

/** What comes of an event of another service than HTTP APIs and user pools. poolgate lacks the types of these resources. */
export interface SourceEvent {
  readonly resources: readonly [string, Node][]
  /** The policy of AWS's that lets the function read from the source. */
  readonly policy?: string
}

/** An event as its kind expands it. */
interface Source {
  readonly function: ServerlessResource
  readonly eventId: string
  /** Of the resource that the event becomes. */
  readonly logicalId: string
  readonly member: (name: string) => Node | undefined
}

interface Kind {
  readonly known: readonly string[]
  readonly lacking: readonly string[]
  expand(source: Source): SourceEvent
}

const rule: Kind = {
  known: ['Description', 'Enabled', 'EventBusName', 'Input', 'InputPath', 'InputTransformer', 'Name', 'Pattern'].concat(
    ['RetryPolicy', 'RuleName', 'Schedule', 'State', 'Target'],
  ),
  lacking: ['DeadLetterConfig'],
  expand: expandRule,
}

const kinds = new Map<string, Kind>([
  ['CloudWatchEvent', rule],
  ['EventBridgeRule', rule],
  ['Schedule', rule],
  ['DynamoDB', mapping('Stream', 'AWSLambdaDynamoDBExecutionRole')],
  ['Kinesis', mapping('Stream', 'AWSLambdaKinesisExecutionRole')],
  ['SQS', mapping('Queue', 'AWSLambdaSQSQueueExecutionRole')],
  [
    'SNS',
    {
      known: ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region', 'Topic'],
      lacking: ['SqsSubscription'],
      expand: expandSubscription,
    },
  ],
])

/** Undefined for a type that is none of these. */
export function readSourceEvent(
  resource: ServerlessResource,
  eventId: string,
  type: string | undefined,
  entry: Entry,
): SourceEvent | undefined {
  const kind = type === undefined ? undefined : kinds.get(type)
  if (!kind) return undefined
  return kind.expand({
    function: { ...resource, position: entry.position },
    eventId,
    logicalId: `${resource.logicalId}${eventId}`,
    member: readMembers(resource, eventId, entry, kind.known, kind.lacking),
  })
}

/** A rule of EventBridge, by pattern or by time, and leave for it to call the function. */
function expandRule({ function: resource, eventId, logicalId, member }: Source): SourceEvent {
  const [enabled, state] = ['Enabled', 'State'].map(member)
  if (enabled && state)
    refuseEvent(resource.logicalId, eventId, 'State and Enabled Properties cannot both be specified.', state)
  const id = memberOf(member('Target'), 'Id') ?? `${logicalId.slice(0, 64 - 'LambdaTarget'.length)}LambdaTarget`
  const target = {
    Arn: invokedArn(resource),
    Id: id,
    ...passedOn(member, ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy']),
  }
  const properties = {
    ...passedOn(member, ['Description', 'EventBusName']),
    Name: member('Schedule') ? member('Name') : member('RuleName'),
    EventPattern: member('Pattern'),
    ScheduleExpression: member('Schedule'),
    State: enabled ? (resource.textOf(enabled) === 'true' ? 'ENABLED' : 'DISABLED') : state,
    Targets: [target],
  }
  const permission = permissionFor(resource, 'events.amazonaws.com', getAtt(logicalId, 'Arn'))
  return {
    resources: [
      [logicalId, resourceOf(resource, 'AWS::Events::Rule', properties)],
      [`${logicalId}Permission`, permission],
    ],
  }
}

/** A mapping by which Lambda itself reads from a queue or a stream. */
function mapping(source: string, policy: string): Kind {
  const passed = [
    'BatchSize',
    'BisectBatchOnFunctionError',
    'Enabled',
    'FilterCriteria',
    'FunctionResponseTypes',
  ].concat(
    ['KmsKeyArn', 'LoggingConfig', 'MaximumBatchingWindowInSeconds', 'MaximumRecordAgeInSeconds'],
    ['MaximumRetryAttempts', 'MetricsConfig', 'ParallelizationFactor', 'ProvisionedPollerConfig', 'ScalingConfig'],
    ['StartingPosition', 'StartingPositionTimestamp', 'TumblingWindowInSeconds'],
  )
  return {
    known: [source, ...passed],
    lacking: ['DestinationConfig'],
    expand({ function: resource, eventId, logicalId, member }) {
      const arn = member(source)
      if (arn === undefined)
        return refuseEvent(
          resource.logicalId,
          eventId,
          'No Queue (for SQS) or Stream (for Kinesis, DynamoDB or MSK) or Broker (for Amazon MQ) provided.',
          resource,
        )
      const properties = { EventSourceArn: arn, FunctionName: invokedName(resource), ...passedOn(member, passed) }
      return {
        policy: `arn:aws:iam::aws:policy/service-role/${policy}`,
        resources: [[logicalId, resourceOf(resource, 'AWS::Lambda::EventSourceMapping', properties)]],
      }
    },
  }
}

function expandSubscription({ function: resource, eventId, logicalId, member }: Source): SourceEvent {
  const topic = member('Topic')
  if (topic === undefined)
    return refuseEvent(resource.logicalId, eventId, "Missing required property 'Topic'.", resource)
  const properties = {
    Endpoint: invokedArn(resource),
    Protocol: 'lambda',
    TopicArn: topic,
    ...passedOn(member, ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region']),
  }
  return {
    resources: [
      [`${logicalId}Permission`, permissionFor(resource, 'sns.amazonaws.com', topic)],
      [logicalId, resourceOf(resource, 'AWS::SNS::Subscription', properties)],
    ],
  }
}

function passedOn(
  member: Source['member'],
  names: readonly string[],
): { readonly [name: string]: Buildable | undefined } {
  return Object.fromEntries(names.map((name) => [name, member(name)]))
}
