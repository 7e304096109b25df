import type { CallContext } from '../../wire/operation.ts'
import { checkAllowedPattern } from '../allowed-pattern.ts'
import { parameterArn, refuse } from '../parameters.ts'
import { encryptValue } from '../secret-values.ts'
import type { Context, Input, Output } from '../service.ts'
import type { ParameterRecord } from '../store.ts'
import { hasTooManyTags, tooManyTags, withTags } from '../tags.ts'

export async function putParameter(
  input: Input<'PutParameter'>,
  context: Context<'PutParameter'>,
): Promise<Output<'PutParameter'>> {
  refuseUnsupported(input)
  checkTags(input, context)
  checkName(input.Name, context)
  checkValue(input.Value)
  const before = await context.store.findParameter(context.region, input.Name)
  if (before && !input.Overwrite) return refuseExisting(context)
  const next = before ? changed(before, input, context) : created(input, context)
  checkAllowedPattern(next, input.Value, context)
  const parameter = await withValue(next, input, context)
  const isStored = before
    ? await context.store.replaceParameter(parameter, before)
    : await context.store.insertParameter(parameter)
  if (!isStored) {
    if (!input.Overwrite) return refuseExisting(context)
    context.fail('TooManyUpdates', 'There are concurrent updates for a resource that supports one update at a time.')
  }
  return { Version: parameter.version, Tier: 'Standard' }
}

function refuseUnsupported(input: Input<'PutParameter'>): void {
  const lacking = [
    (input.Policies ?? '') !== '' && 'Policies',
    input.DataType !== undefined && input.DataType !== 'text' && `the DataType ${input.DataType}`,
    input.Tier !== undefined && input.Tier !== 'Standard' && `the Tier ${input.Tier}`,
  ].find((name) => name !== false)
  if (lacking !== undefined) refuse(`poolgate does not implement ${lacking} of parameters`)
}

function checkTags({ Name, Tags = [], Overwrite }: Input<'PutParameter'>, context: Context<'PutParameter'>): void {
  if (Tags.length === 0) return
  if (Overwrite)
    refuse(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    )
  if (hasTooManyTags(withTags({}, Tags))) refuse(tooManyTags)
  context.caller?.authorize({ action: 'ssm:AddTagsToResource', resource: parameterArn(context, Name) })
}

const deepest = 15

/** API "PutParameter", Name. */
function checkName(name: string, context: Context<'PutParameter'>): void {
  const levels = name.replace(/^\//, '').split('/')
  if (/^(aws|ssm)/i.test(levels[0] ?? ''))
    refuse(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): ${name}`)
  if (!levels.every((level) => /^[\w.-]+$/.test(level)) || (levels.length > 1 && !name.startsWith('/')))
    refuse(
      'Parameter name must be a fully qualified name, or consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    )
  if (name.length > 1011) refuse('Parameter name must have length less than or equal to 1011')
  if (levels.length > deepest)
    context.fail(
      'HierarchyLevelLimitExceededException',
      `Parameter name exceeds the limit of ${deepest} levels in a hierarchy.`,
    )
}

function checkValue(value: string): void {
  if (value === '')
    refuse(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    )
  if (Buffer.byteLength(value) > 4096)
    refuse(
      'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.',
    )
}

function created(
  { Name: name, Type: type, Description, AllowedPattern, Tags = [] }: Input<'PutParameter'>,
  { region, now }: Pick<CallContext, 'region' | 'now'>,
): ParameterRecord {
  if (type === undefined) refuse('A parameter type is required when you create a parameter.')
  return {
    region,
    name,
    type,
    value: '',
    description: Description ?? '',
    allowedPattern: AllowedPattern ?? '',
    tags: withTags({}, Tags),
    version: 1,
    modifiedAt: now,
  }
}

/** An update keeps what it does not name, and never changes the type. */
function changed(
  before: ParameterRecord,
  { Type: type = before.type, ...input }: Input<'PutParameter'>,
  { now }: Pick<CallContext, 'now'>,
): ParameterRecord {
  if (type !== before.type)
    refuse(
      `The parameter type can't be changed from ${before.type} to ${type}; delete the parameter and create it again`,
    )
  const { Description: description = before.description, AllowedPattern: allowedPattern = before.allowedPattern } =
    input
  return { ...before, description, allowedPattern, version: before.version + 1, modifiedAt: now }
}

/** A SecureString is encrypted anew, under the key that this call names. */
async function withValue(
  parameter: ParameterRecord,
  { Value: value, KeyId: keyId }: Input<'PutParameter'>,
  context: Context<'PutParameter'>,
): Promise<ParameterRecord> {
  if (parameter.type === 'SecureString')
    return { ...parameter, secret: await encryptValue(context, parameter.name, value, keyId) }
  if (keyId !== undefined) refuse('KeyId is for parameters of the type SecureString only')
  return { ...parameter, value }
}

function refuseExisting(context: Context<'PutParameter'>): never {
  return context.fail(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  )
}
