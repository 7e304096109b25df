import type {
  ParameterDeclaration as ParameterDescription,
  Parameter,
  Stack,
  StackResourceSummary,
} from '@aws-sdk/client-cloudformation'
import type { Defined } from '../../wire/operation.ts'
import { physicalIdOf } from '../engine/journal.ts'
import type { StackParameter, StackRecord, StackResourceRecord } from '../store.ts'
import type { ParameterDeclaration } from '../template/parameters.ts'

/** A stack as DescribeStacks shows it. */
export function describeStack(stack: StackRecord): Defined<Stack> {
  const { settings } = stack
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(settings.description !== undefined && { Description: settings.description }),
    ...(settings.parameters.length > 0 && { Parameters: describeParameters(settings.parameters) }),
    CreationTime: stack.createdAt,
    ...(stack.updatedAt && { LastUpdatedTime: stack.updatedAt }),
    ...(stack.deletedAt && { DeletionTime: stack.deletedAt }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: settings.onFailure === 'DO_NOTHING',
    NotificationARNs: [],
    ...(settings.timeoutInMinutes !== undefined && { TimeoutInMinutes: settings.timeoutInMinutes }),
    ...(settings.capabilities.length > 0 && { Capabilities: capabilitiesOf(settings.capabilities) }),
    ...(stack.outputs.length > 0 && { Outputs: stack.outputs.map(describeOutput) }),
    ...(settings.roleArn !== undefined && { RoleARN: settings.roleArn }),
    Tags: settings.tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
    ...describeNesting(stack),
    EnableTerminationProtection: stack.terminationProtection,
    ...(settings.retainExceptOnCreate && { RetainExceptOnCreate: true }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }
}

export function describeNesting({ nesting }: StackRecord): { readonly ParentId?: string; readonly RootId?: string } {
  return nesting ? { ParentId: nesting.parentId, RootId: nesting.rootId } : {}
}

const knownCapabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const

export function capabilitiesOf(names: readonly string[]): (typeof knownCapabilities)[number][] {
  return knownCapabilities.filter((capability) => names.includes(capability))
}

function describeOutput({ key, value, description, exportName }: StackRecord['outputs'][number]) {
  return {
    OutputKey: key,
    OutputValue: value,
    ...(description !== undefined && { Description: description }),
    ...(exportName !== undefined && { ExportName: exportName }),
  }
}

/** NoEcho values are shown as asterisks. */
export function describeParameters(parameters: readonly StackParameter[]): Defined<Parameter>[] {
  return parameters.map(({ key, value, noEcho, resolvedValue }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? '****' : value,
    ...(resolvedValue !== undefined && { ResolvedValue: resolvedValue }),
  }))
}

/** What every view of a resource shows. */
export function summarizeResource(resource: StackResourceRecord): Defined<StackResourceSummary> {
  const physicalId = physicalIdOf(resource)
  return {
    LogicalResourceId: resource.logicalId,
    ...(physicalId !== '' && { PhysicalResourceId: physicalId }),
    ResourceType: resource.type,
    LastUpdatedTimestamp: resource.modifiedAt,
    ResourceStatus: resource.status,
    ...(resource.statusReason !== undefined && { ResourceStatusReason: resource.statusReason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}

/** A declared parameter as GetTemplateSummary shows it. */
export function describeParameter(declaration: ParameterDeclaration): Defined<ParameterDescription> {
  return {
    ParameterKey: declaration.key,
    ...(declaration.default !== undefined && { DefaultValue: declaration.default }),
    ParameterType: declaration.declaredType,
    NoEcho: declaration.noEcho,
    ...(declaration.description !== undefined && { Description: declaration.description }),
    ParameterConstraints: declaration.allowedValues ? { AllowedValues: [...declaration.allowedValues] } : {},
  }
}
