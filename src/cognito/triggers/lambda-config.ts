import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolInput } from '../pools/pool-settings.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { PoolRecord, PoolSettings } from '../store.ts'

type LambdaConfig = NonNullable<PoolSettings['LambdaConfig']>

const triggers = ['PreSignUp', 'PostConfirmation'] as const

/** The triggers that poolgate runs, as error texts and `LambdaConfig` name them. */
export type Trigger = (typeof triggers)[number]

/**
 * The triggers of a pool. Refuses with InvalidParameterException, by name, one that poolgate does not run, and a function
 * that could never be invoked.
 */
export function readLambdaConfig(
  context: Fails<'InvalidParameterException'> & Pick<Cognito, 'functions'>,
  given: PoolInput['LambdaConfig'] = {},
): LambdaConfig {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!isTrigger(name) || typeof value !== 'string') return refuseUnimplemented(context, `LambdaConfig.${name}`)
    checkFunction(context, `LambdaConfig.${name}`, value)
  }
  return given
}

function isTrigger(name: string): name is Trigger {
  return triggers.some((trigger) => trigger === name)
}

function checkFunction(
  context: Fails<'InvalidParameterException'> & Pick<Cognito, 'functions'>,
  parameter: string,
  functionArn: string,
): void {
  if (!/^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/.test(functionArn))
    context.fail('InvalidParameterException', `${parameter} is not the ARN of a Lambda function.`)
  if (!context.functions.reaches(functionArn))
    context.fail(
      'InvalidParameterException',
      `poolgate has no endpoint for the function ${functionArn}: start it with --lambda-endpoint URL or --lambda FUNCTION=URL`,
    )
}

/** The function that a pool runs as this trigger. */
export function findTrigger(pool: PoolRecord, trigger: Trigger): string | undefined {
  return pool.settings.LambdaConfig?.[trigger]
}
