import type { CallContext } from '../wire/operation.ts'
import { ApiError } from '../wire/operation.ts'
import { defaultKeyId } from './default-key.ts'
import type { Ssm } from './ssm.ts'
import type { ParameterRecord } from './store.ts'

/** A name with a path begins with the slash that the ARN has already (page "Creating Parameter Store parameters"). */
export function parameterArn({ region, accountId }: Pick<CallContext, 'region' | 'accountId'>, name: string): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`
}

/** Refuses what breaks a rule that the API model does not state; it declares no error for that. */
export function refuse(message: string): never {
  throw new ApiError('ValidationException', message)
}

/**
 * The parameter of a name or of an ARN of this account and region.
 * @param text as `GetParameter` takes it
 */
export function findParameter(
  { store, region, accountId }: Pick<Ssm, 'store'> & CallContext,
  text: string,
): Promise<ParameterRecord | undefined> {
  const prefix = `arn:aws:ssm:${region}:${accountId}:parameter`
  const name = text.startsWith(`${prefix}/`) ? text.slice(prefix.length) : text
  if (!name.startsWith('arn:') && name.includes(':'))
    refuse(`poolgate does not implement versions and labels of parameters: ${text}`)
  // The slash belongs to the name only if that is a path.
  const isPath = name.lastIndexOf('/') > 0
  return store.findParameter(region, name === text || isPath ? name : name.slice(1))
}

/** The parameter as SSM shows it. */
export function describeParameter(call: Pick<CallContext, 'region' | 'accountId'>, parameter: ParameterRecord) {
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt,
    ARN: parameterArn(call, parameter.name),
    DataType: 'text',
  }
}

/** The parameter without its value, as lists show it. */
export function describeMetadata(call: Pick<CallContext, 'region' | 'accountId'>, parameter: ParameterRecord) {
  const { name, type, secret, modifiedAt, description, allowedPattern, version } = parameter
  return {
    Name: name,
    ARN: parameterArn(call, name),
    Type: type,
    ...(secret && { KeyId: secret.keyId ?? defaultKeyId }),
    LastModifiedDate: modifiedAt,
    ...(description !== '' && { Description: description }),
    ...(allowedPattern !== '' && { AllowedPattern: allowedPattern }),
    Version: version,
    Tier: 'Standard',
    DataType: 'text',
  } as const
}
