import type { OnFailure, Parameter, RollbackConfiguration, Tag } from '@aws-sdk/client-cloudformation'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import { openParameters, planOf, resolvedValues, sealParameters } from '../engine/stack-plan.ts'
import type { StackRecord, StackSettings } from '../store.ts'
import { iamCapabilityOf } from '../template/capabilities.ts'
import { canonicalText } from '../template/node.ts'
import { parseTemplate } from '../template/parse-template.ts'
import { parameterValues, readParameters } from '../template/parameters.ts'
import type { Plan } from '../template/plan.ts'
import { describeProblem, TemplateProblem } from '../template/problem.ts'
import { readTemplate, type Template } from '../template/template.ts'
import { checkServiceRole } from './service-role.ts'
import { readSsmValues } from './ssm-values.ts'
import { readIncludes } from './template-includes.ts'
import { readTemplateText } from './template-text.ts'

/** What CreateStack, UpdateStack and CreateChangeSet say about a stack. */
export interface StackRequest {
  readonly TemplateBody?: string
  readonly TemplateURL?: string
  readonly UsePreviousTemplate?: boolean
  readonly Parameters?: readonly Parameter[]
  readonly Tags?: readonly Tag[]
  readonly Capabilities?: readonly string[]
  readonly NotificationARNs?: readonly string[]
  readonly ResourceTypes?: readonly string[]
  readonly RollbackConfiguration?: RollbackConfiguration
  readonly RoleARN?: string
  readonly ClientRequestToken?: string
  readonly TimeoutInMinutes?: number
  readonly RetainExceptOnCreate?: boolean
}

export type RequestContext = Pick<
  CloudFormation,
  'clientsFor' | 'serviceRoles' | 'ownNames' | 'functions' | 'skippedTypes' | 'store' | 'vault' | 'maxTemplateBytes'
> &
  CallContext &
  Fails<'ValidationError'>

/** Runs `work`; what it finds wrong with the template becomes a ValidationError that names the place. */
export async function refusing<Result>(
  context: Fails<'ValidationError'>,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TemplateProblem) context.fail('ValidationError', describeProblem(error))
    throw error
  }
}

/** Refuses by name what would have no effect here. */
export function refuseUnsupported(request: StackRequest, context: Fails<'ValidationError'>): void {
  const lacking = [
    (request.NotificationARNs ?? []).length > 0 && 'NotificationARNs',
    (request.ResourceTypes ?? []).length > 0 && 'ResourceTypes',
    (request.RollbackConfiguration?.RollbackTriggers ?? []).length > 0 && 'RollbackConfiguration.RollbackTriggers',
    (request.RollbackConfiguration?.MonitoringTimeInMinutes ?? 0) > 0 &&
      'RollbackConfiguration.MonitoringTimeInMinutes',
  ].find((name) => name !== false)
  if (lacking !== undefined) context.fail('ValidationError', `poolgate does not implement ${lacking}`)
}

type StackIdentity = Pick<StackRecord, 'id' | 'name' | 'region' | 'accountId'>

/**
 * Checks a request in full, before anything is made, and answers what a stack is to be.
 * `previous` is the stack that UsePreviousTemplate and UsePreviousValue speak of.
 */
export async function readStackRequest(
  request: StackRequest,
  stack: StackIdentity,
  onFailure: OnFailure,
  context: RequestContext,
  previous?: StackRecord,
): Promise<{ readonly settings: StackSettings; readonly plan: Plan }> {
  refuseUnsupported(request, context)
  await checkServiceRole(request.RoleARN, context)
  if (request.UsePreviousTemplate && (request.TemplateBody ?? request.TemplateURL) !== undefined)
    context.fail('ValidationError', 'You cannot specify both usePreviousTemplate and Template Body/Template URL.')
  const templateBody = await readTemplateText(
    request.UsePreviousTemplate ? { TemplateBody: previous?.settings.templateBody } : request,
    context,
  )
  return refusing(context, async () => {
    const given = givenParameters(request, context, previous)
    const includes = await readIncludes(templateBody, given, context)
    const template = readTemplate(templateBody, given, includes)
    const declarations = readParameters(template.parameters)
    const values = parameterValues(declarations, given)
    const resolved = await readSsmValues(declarations, values, context)
    const noEcho = new Set(declarations.flatMap((declaration) => (declaration.noEcho ? [declaration.key] : [])))
    const settings = {
      ...optionalSettings(request, template),
      templateBody,
      ...(Object.keys(includes).length > 0 && { includes }),
      parameters: sealParameters(stack.id, values, noEcho, resolved, context.vault),
      tags: readTags(request, context),
      capabilities: request.Capabilities ?? [],
      onFailure,
      retainExceptOnCreate: request.RetainExceptOnCreate ?? false,
    }
    return { settings, plan: await planOf({ ...stack, settings }, context) }
  })
}

/**
 * Whoever has not reviewed what a transform makes of the template, in a change set, must say so, and whoever gives
 * permissions to somebody (AWS page "CreateStack").
 */
export function requireCapabilities(
  { Capabilities = [] }: Pick<StackRequest, 'Capabilities'>,
  { template }: Plan,
  context: Fails<'InsufficientCapabilitiesException'>,
): void {
  if (template.transforms.length > 0 && !Capabilities.includes('CAPABILITY_AUTO_EXPAND'))
    context.fail('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]')
  const missing = missingIamCapability(Capabilities, template)
  if (missing !== undefined) context.fail('InsufficientCapabilitiesException', missing)
}

/** Why the template's roles and policies may not be made; undefined when they may. */
export function missingIamCapability(given: readonly string[], template: Template): string | undefined {
  const needed = iamCapabilityOf(template)
  const isGiven = needed === undefined || given.includes(needed) || given.includes('CAPABILITY_NAMED_IAM')
  return isGiven ? undefined : `Requires capabilities : [${needed}]`
}

function optionalSettings(request: StackRequest, { description }: Template) {
  const { RoleARN: roleArn, ClientRequestToken: clientRequestToken, TimeoutInMinutes: timeoutInMinutes } = request
  return {
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    ...(clientRequestToken !== undefined && { clientRequestToken }),
    ...(timeoutInMinutes !== undefined && { timeoutInMinutes }),
  }
}

function givenParameters(request: StackRequest, context: RequestContext, previous?: StackRecord): Map<string, string> {
  const before = previous && openParameters(previous.id, previous.settings.parameters, context.vault)
  const given = new Map<string, string>()
  for (const { ParameterKey = '', ParameterValue, UsePreviousValue } of request.Parameters ?? []) {
    if (given.has(ParameterKey)) context.fail('ValidationError', `Duplicate parameter key: ${ParameterKey}`)
    if (UsePreviousValue && ParameterValue !== undefined)
      context.fail(
        'ValidationError',
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      )
    const value = UsePreviousValue ? before?.get(ParameterKey) : ParameterValue
    if (value === undefined)
      context.fail(
        'ValidationError',
        UsePreviousValue
          ? `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`
          : `Invalid input for parameter key ${ParameterKey}. Need to specify either usePreviousValue as true or a value for the parameter`,
      )
    else given.set(ParameterKey, value)
  }
  return given
}

function readTags({ Tags = [] }: StackRequest, context: Fails<'ValidationError'>): readonly Tag[] {
  const keys = Tags.map(({ Key = '' }) => Key)
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined)
    context.fail('ValidationError', `aws: prefixed tag key names are not allowed for external use. (${reserved})`)
  const duplicate = keys.find((key, index) => keys.indexOf(key) !== index)
  if (duplicate !== undefined) context.fail('ValidationError', `Duplicate tag key ${duplicate}`)
  return Tags
}

/** Whether both make the same stack: templates alike but for layout, the same parameters and tags. */
export function isUnchanged(
  stack: StackRecord,
  settings: StackSettings,
  { vault }: Pick<CloudFormation, 'vault'>,
): boolean {
  return fingerprint(stack.settings) === fingerprint(settings)
  function fingerprint({ templateBody, includes = {}, parameters, tags }: StackSettings): string {
    const values = [...openParameters(stack.id, parameters, vault), ...resolvedValues(parameters)].sort(byKey)
    const labels = tags.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]).sort(byKey)
    const included = Object.entries(includes).sort(byKey)
    return JSON.stringify([canonicalText(parseTemplate(templateBody)), included, values, labels])
  }
}

function byKey([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1
}
