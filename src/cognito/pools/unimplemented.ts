import type { Fails } from '../../wire/operation.ts'

/**
 * Refuses, by name, a parameter that AWS has and poolgate does not act on.
 * @param parameter the path of the parameter, e.g. `LambdaConfig.PreSignUp`
 */
export function refuseUnimplemented(context: Fails<'InvalidParameterException'>, parameter: string): never {
  return context.fail('InvalidParameterException', `poolgate does not implement ${parameter} yet`)
}
