import type { PoolgateOptions } from '../poolgate-options.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FunctionsOptions } from '../../ports/functions.ts'
import { signInvocations } from '../sign-invocations.ts'

export function functionEndpoints(
  { lambdaEndpoint, lambdas = {}, lambdaCredentials }: PoolgateOptions,
  clock: Clock,
): FunctionsOptions {
  const endpoints = new Map(Object.entries(lambdas).map(([name, url]): [string, URL] => [name, new URL(url)]))
  return {
    endpoints,
    ...(lambdaEndpoint !== undefined && { endpoint: new URL(lambdaEndpoint) }),
    ...(lambdaCredentials && { sign: signInvocations(lambdaCredentials, clock) }),
  }
}
