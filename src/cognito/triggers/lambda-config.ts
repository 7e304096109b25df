import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolInput } from '../pools/pool-settings.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { PoolRecord, PoolSettings } from '../store.ts'

type LambdaConfig = NonNullable<PoolSettings['LambdaConfig']>

type Refuses = Fails<'InvalidParameterException'> & Pick<Cognito, 'functions'>

const triggers = [
  'PreSignUp',
  'PostConfirmation',
  'PreAuthentication',
  'PostAuthentication',
  'PreTokenGeneration',
  'CustomMessage',
  'UserMigration',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const

/** The triggers that poolgate runs, as error texts and `LambdaConfig` name them. */
export type Trigger = (typeof triggers)[number]

/**
 * The triggers of a pool. Refuses with InvalidParameterException, by name, one that poolgate does not run, and a function
 * that could never be invoked.
 */
export function readLambdaConfig(context: Refuses, given: PoolInput['LambdaConfig'] = {}): LambdaConfig {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    // Read below, together with the parameter that it replaces.
    if (name === 'PreTokenGenerationConfig' || name === 'KMSKeyID') continue
    if (isSender(name) && typeof value === 'object') {
      checkSender(context, name, given)
      continue
    }
    if (!isTrigger(name) || typeof value !== 'string') return refuseUnimplemented(context, `LambdaConfig.${name}`)
    checkFunction(context, `LambdaConfig.${name}`, value)
  }
  return { ...given, ...readPreTokenGeneration(context, given) }
}

const senders = ['CustomEmailSender', 'CustomSMSSender'] as const

function isSender(name: string): name is (typeof senders)[number] {
  return senders.some((sender) => sender === name)
}

/** A function that sends messages gets the codes encrypted, so the pool needs a key for that. */
function checkSender(context: Refuses, name: (typeof senders)[number], given: LambdaConfig): void {
  const functionArn = given[name]?.LambdaArn
  if (functionArn !== undefined) checkFunction(context, `LambdaConfig.${name}.LambdaArn`, functionArn)
  if (given.KMSKeyID === undefined)
    context.fail('InvalidParameterException', `LambdaConfig.${name} needs LambdaConfig.KMSKeyID.`)
}

/**
 * Refuses a key that is not there, or that the caller may not lend to Cognito (developer guide, "Custom sender Lambda
 * triggers": who sets it needs kms:CreateGrant).
 */
export async function checkSenderKey(
  context: Fails<'InvalidParameterException'> & Pick<Cognito, 'dataKeys'> & Pick<CallContext, 'caller'>,
  keyArn: string | undefined,
): Promise<void> {
  if (keyArn === undefined) return
  const described = await context.dataKeys.findKeyArn(keyArn)
  if (described === undefined)
    return context.fail('InvalidParameterException', `LambdaConfig.KMSKeyID names no key: ${keyArn}`)
  context.caller?.authorize({ action: 'kms:CreateGrant', resource: described })
}

/** Two parameters name the function, the older one for events of version 1 only; both are described. */
function readPreTokenGeneration(context: Refuses, given: LambdaConfig): LambdaConfig {
  const { PreTokenGeneration: functionArn, PreTokenGenerationConfig: versioned } = given
  if (!versioned)
    return functionArn === undefined
      ? {}
      : { PreTokenGenerationConfig: { LambdaVersion: 'V1_0', LambdaArn: functionArn } }
  if (functionArn !== undefined && functionArn !== versioned.LambdaArn)
    context.fail(
      'InvalidParameterException',
      'PreTokenGeneration and PreTokenGenerationConfig must name the same function.',
    )
  checkFunction(context, 'LambdaConfig.PreTokenGenerationConfig.LambdaArn', versioned.LambdaArn)
  return { PreTokenGeneration: versioned.LambdaArn }
}

/** The version of the events that a pool's pre token generation function gets. */
export function preTokenGenerationVersion(pool: PoolRecord): '1' | '2' | '3' {
  const version = pool.settings.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion
  if (version === 'V3_0') return '3'
  return version === 'V2_0' ? '2' : '1'
}

function isTrigger(name: string): name is Trigger {
  return triggers.some((trigger) => trigger === name)
}

function checkFunction(context: Refuses, parameter: string, functionArn: string): void {
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
