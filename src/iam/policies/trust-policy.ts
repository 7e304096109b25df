import { type ConditionBlock, ConditionProblem, readConditions } from './conditions.ts'
import { isObject, listOf, PolicyProblem, readStatements } from './policy-document.ts'

/** A statement about who may assume a role. */
export interface TrustStatement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  /** By kind, e.g. `AWS`: account ids, ARNs or `*`. */
  readonly principals: ReadonlyMap<PrincipalKind, readonly string[]>
  /** Undefined where they are not understood: such a statement allows nobody, and denies everybody whom it is about. */
  readonly conditions: readonly ConditionBlock[] | undefined
}

export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'

const members = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Condition'])

/** What each kind of principal looks like (IAM user guide, "AWS JSON policy elements: Principal"). */
const shapes: Readonly<Record<PrincipalKind, RegExp>> = {
  AWS: /^(?:\*|\d{12}|arn:aws[\w-]*:(?:iam|sts)::\d{12}:\S+|A[A-Z0-9]{16,127})$/,
  Service: /^[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/,
  Federated: /^\S+$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
}

/**
 * Reads the policy that says who may assume a role (API "CreateRole", AssumeRolePolicyDocument); throws PolicyProblem.
 */
export function readTrustPolicy(text: string): readonly TrustStatement[] {
  return readStatements(text).map(readStatement)
}

function readStatement(value: unknown): TrustStatement {
  if (!isObject(value)) throw new PolicyProblem('Syntax errors in policy: a statement must be an object.')
  const other = Object.keys(value).find((key) => !members.has(key))
  if (other === 'Resource' || other === 'NotResource') throw new PolicyProblem(`Has prohibited field ${other}`)
  if (other !== undefined)
    throw new PolicyProblem(`poolgate does not implement ${other.slice(0, 100)} in the trust policy of a role`)
  const effect = value['Effect']
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicyProblem('Syntax errors in policy: Effect must be Allow or Deny.')
  return {
    effect,
    actions: readActions(value['Action']),
    principals: readPrincipals(value['Principal']),
    conditions: readTrustConditions(value['Condition']),
  }
}

/** What is about services or providers that poolgate has not is kept, too (docs/decisions/0032). */
function readTrustConditions(value: unknown): TrustStatement['conditions'] {
  try {
    return value === undefined ? [] : readConditions(value, ['sts:externalid'])
  } catch (error) {
    if (error instanceof ConditionProblem) return undefined
    throw error
  }
}

function readActions(value: unknown): string[] {
  const actions = listOf(value).map(String)
  if (actions.length === 0) throw new PolicyProblem('Missing required field Action')
  if (!actions.every((action) => /^sts:(?:AssumeRole\w*|TagSession|SetSourceIdentity|SetContext)$/i.test(action)))
    throw new PolicyProblem('AssumeRole policy may only specify STS AssumeRole actions.')
  return actions
}

function readPrincipals(value: unknown): ReadonlyMap<PrincipalKind, readonly string[]> {
  if (value === undefined) throw new PolicyProblem('Missing required field Principal')
  const entries = value === '*' ? [['AWS', '*'] as const] : isObject(value) ? Object.entries(value) : []
  if (entries.length === 0) throw new PolicyProblem('Syntax errors in policy: Principal must name somebody.')
  return new Map(
    entries.map(([kind, names]): [PrincipalKind, string[]] => {
      if (!isKind(kind)) throw new PolicyProblem(`Invalid principal in policy: "${kind.slice(0, 100)}"`)
      return [kind, listOf(names).map((name) => readPrincipal(kind, name))]
    }),
  )
}

function readPrincipal(kind: PrincipalKind, name: unknown): string {
  const text = typeof name === 'string' ? name : (JSON.stringify(name) ?? '')
  if (!shapes[kind].test(text))
    throw new PolicyProblem(`Invalid principal in policy: "${kind}":"${text.slice(0, 200)}"`)
  return text
}

function isKind(text: string): text is PrincipalKind {
  return Object.hasOwn(shapes, text)
}
