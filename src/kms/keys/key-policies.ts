import type { Fails } from '../../wire/operation.ts'
import { type Place, refuse } from './keys.ts'

/** The policy of a key that comes without one (developer guide, "Default key policy"). */
export function defaultPolicy({ accountId }: Pick<Place, 'accountId'>): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, undefined, 2)
}

/**
 * Refuses a policy that poolgate would not enforce: IAM's policies decide about keys, so it has to leave access to them, as
 * AWS's default does, and must deny nothing. What else it allows, to services for one, adds nothing here.
 */
export function checkKeyPolicy(
  context: Pick<Place, 'accountId'> & Fails<'MalformedPolicyDocumentException'>,
  text: string,
): void {
  const policy = parse(text)
  const given = isObject(policy) ? policy['Statement'] : undefined
  const statements: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (!statements.every((statement) => isObject(statement) && isEffect(statement['Effect'])))
    context.fail('MalformedPolicyDocumentException', 'The new key policy is malformed.')
  if (!statements.some((statement) => leavesToIam(context, statement)))
    refuse(
      'poolgate implements key policies that leave access to IAM policies only: a statement that allows the account kms:* on *',
    )
  if (statements.some((statement) => isObject(statement) && statement['Effect'] === 'Deny'))
    refuse('poolgate does not implement key policies that deny something')
}

function leavesToIam({ accountId }: Pick<Place, 'accountId'>, statement: unknown): boolean {
  if (!isObject(statement) || statement['Condition'] !== undefined) return false
  const { Effect, Principal, Action, Resource } = statement
  const account = isObject(Principal) ? Principal['AWS'] : undefined
  const root = `arn:aws:iam::${accountId}:root`
  return Effect === 'Allow' && has(account, [root, accountId]) && has(Action, ['kms:*', '*']) && has(Resource, ['*'])
}

function has(value: unknown, wanted: readonly unknown[]): boolean {
  return (Array.isArray(value) ? value : [value]).some((item) => wanted.includes(item))
}

function isEffect(value: unknown): boolean {
  return value === 'Allow' || value === 'Deny'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
