import type { Fails } from '../../wire/operation.ts'
import type { Door } from './auth-flows.ts'
import type { SigningIn } from './signing-in.ts'

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

/**
 * The device that is signed in on. What an administrator signs tells nothing of it but a key that is given.
 */
export function deviceOf(parameters: AuthParameters, door: Door): Pick<SigningIn, 'device'> {
  const key = findParameter(parameters, 'DEVICE_KEY')
  if (key !== undefined) return { device: { key } }
  return door === 'public' ? { device: {} } : {}
}

export function findParameter(parameters: AuthParameters, name: string): string | undefined {
  return (Object.hasOwn(parameters, name) && parameters[name]) || undefined
}
