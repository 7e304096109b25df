import type { Fails } from '../wire/operation.ts'

/**
 * Whether a statement is one that poolgate enforces: it denies everybody who comes without TLS. Anything else would have
 * to be decided together with the caller's own policies, and is refused by name.
 */
function deniesPlainHttp(statement: unknown): boolean {
  if (!isObject(statement)) return false
  const { Sid: _sid, Effect, Action, Principal, Condition, Resource, ...others } = statement
  return (
    Object.keys(others).length === 0 &&
    Effect === 'Deny' &&
    isOne(Action, ['s3:*', '*']) &&
    (Principal === '*' || (isObject(Principal) && isOne(Principal['AWS'], ['*']))) &&
    Resource !== undefined &&
    isInsecureTransport(Condition)
  )
}

function isInsecureTransport(condition: unknown): boolean {
  if (!isObject(condition) || Object.keys(condition).join() !== 'Bool') return false
  const bool = condition['Bool']
  return (
    isObject(bool) &&
    Object.keys(bool).join() === 'aws:SecureTransport' &&
    isOne(bool['aws:SecureTransport'], ['false', false])
  )
}

/** Refuses a policy that poolgate would not enforce to the letter. */
export function checkBucketPolicy(document: string, context: Fails<'MalformedPolicy' | 'NotImplemented'>): void {
  const policy = parse(document)
  if (!isObject(policy))
    return context.fail('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'")
  const statements: readonly unknown[] = Array.isArray(policy['Statement'])
    ? policy['Statement']
    : [policy['Statement']]
  if (!statements.every(deniesPlainHttp))
    context.fail(
      'NotImplemented',
      'poolgate does not implement bucket policies but those that deny every action to requests without TLS (aws:SecureTransport)',
    )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isOne(value: unknown, values: readonly unknown[]): boolean {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every((item) => values.includes(item))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
