import type { Fails } from '../../wire/operation.ts'

/** AuthParameters or ChallengeResponses as they come; clients send null for what they do not have. */
export type AuthParameters = Readonly<Record<string, string | null | undefined>>

/** A parameter that the flow needs. Refuses with InvalidParameterException when it is missing or empty. */
export function requireParameter(
  context: Fails<'InvalidParameterException'>,
  parameters: AuthParameters,
  name: string,
): string {
  return (
    findParameter(parameters, name) ?? context.fail('InvalidParameterException', `Missing required parameter ${name}`)
  )
}

export function findParameter(parameters: AuthParameters, name: string): string | undefined {
  return (Object.hasOwn(parameters, name) && parameters[name]) || undefined
}

/** No device is remembered, so none is known by its key: clients forget it then and try again without. */
export function refuseDevice(context: Fails<'ResourceNotFoundException'>, parameters: AuthParameters): void {
  if (findParameter(parameters, 'DEVICE_KEY') !== undefined)
    context.fail('ResourceNotFoundException', 'Device does not exist.')
}
