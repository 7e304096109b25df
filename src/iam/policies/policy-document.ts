import { type ConditionBlock, ConditionProblem, readConditions, UnknownCondition } from './conditions.ts'

/** A policy that was read and understood in full. */
export interface Policy {
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Match
  readonly resources: Match
  readonly conditions: readonly ConditionBlock[]
}

/** Patterns of `pattern.ts`; `inverted` for NotAction and NotResource. */
export interface Match {
  readonly inverted: boolean
  readonly patterns: readonly string[]
  readonly ignoreCase: boolean
}

/** Why a document is no policy that can be decided by. */
export class PolicyProblem extends Error {}

/** What AWS may understand and poolgate does not. */
class NotUnderstood extends PolicyProblem {}

const topLevel = new Set(['Version', 'Id', 'Statement'])
const members = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'])
const mostStatements = 500

/** Reads an identity-based policy (IAM user guide, "IAM JSON policy element reference"); throws PolicyProblem. */
export function readPolicy(text: string): Policy {
  return { statements: readStatements(text).map(readStatement) }
}

/**
 * Reads a policy that is about services which poolgate has not, too: a statement with a condition or a variable that
 * is not understood allows nothing if it is to allow, and denies its actions everywhere if it is to deny.
 */
export function readPolicyOfRole(text: string): Policy {
  const statements = readStatements(text).map((value) => {
    try {
      return readStatement(value)
    } catch (error) {
      if (!(error instanceof NotUnderstood) || !isObject(value)) throw error
      return value['Effect'] === 'Deny' ? { ...denial, actions: readActions(value) } : undefined
    }
  })
  return { statements: statements.filter((statement) => statement !== undefined) }
}

const denial = {
  effect: 'Deny',
  resources: { inverted: false, patterns: ['*'], ignoreCase: false },
  conditions: [],
} as const

function readActions(statement: Record<string, unknown>): Match {
  return readMatch(statement, 'Action', /^(?:\*|[a-z0-9-]+:[\w*?]+)$/i, true)
}

/** The statements of a document that is sound as a whole. */
export function readStatements(text: string): readonly unknown[] {
  const document = parse(text)
  refuseUnknown(document, topLevel)
  const version = document['Version']
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    throw new PolicyProblem('The policy Version must be 2012-10-17 or 2008-10-17.')
  const statements = listOf(document['Statement'])
  if (statements.length === 0 || statements.length > mostStatements)
    throw new PolicyProblem('Syntax errors in policy: Statement must hold 1 to 500 statements.')
  return statements
}

function readStatement(value: unknown): Statement {
  if (!isObject(value)) throw new PolicyProblem('Syntax errors in policy: a statement must be an object.')
  refuseUnknown(value, members)
  const effect = value['Effect']
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicyProblem('Syntax errors in policy: Effect must be Allow or Deny.')
  return {
    effect,
    actions: readActions(value),
    resources: readMatch(value, 'Resource', /^(?:\*|arn:\S+)$/, false),
    conditions: readCondition(value['Condition']),
  }
}

function readMatch(statement: Record<string, unknown>, member: string, shape: RegExp, ignoreCase: boolean): Match {
  const inverted = Object.hasOwn(statement, `Not${member}`)
  if (inverted === Object.hasOwn(statement, member))
    throw new PolicyProblem(`Policy statement must contain ${member} or Not${member}.`)
  const values = listOf(statement[inverted ? `Not${member}` : member])
  const patterns = values.map((value) => {
    if (typeof value !== 'string' || !shape.test(value))
      throw new PolicyProblem(`Syntax errors in policy: ${member} ${JSON.stringify(value)?.slice(0, 200)}.`)
    if (/\$\{/.test(value))
      throw new NotUnderstood(`poolgate does not implement policy variables: ${value.slice(0, 200)}`)
    return ignoreCase ? value.toLowerCase() : value
  })
  if (patterns.length === 0) throw new PolicyProblem(`Policy statement must contain ${member}s.`)
  return { inverted, patterns, ignoreCase }
}

function readCondition(value: unknown): readonly ConditionBlock[] {
  if (value === undefined) return []
  try {
    return readConditions(value)
  } catch (error) {
    if (error instanceof UnknownCondition) throw new NotUnderstood(error.message, { cause: error })
    if (error instanceof ConditionProblem) throw new PolicyProblem(error.message, { cause: error })
    throw error
  }
}

function parse(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new PolicyProblem('This policy contains invalid Json', { cause: error })
  }
  if (!isObject(value)) throw new PolicyProblem('Syntax errors in policy.')
  return value
}

function refuseUnknown(value: Record<string, unknown>, known: ReadonlySet<string>): void {
  const unknown = Object.keys(value).find((key) => !known.has(key))
  if (unknown !== undefined)
    throw new PolicyProblem(
      `Syntax errors in policy: poolgate knows no ${unknown.slice(0, 100)} in an identity-based policy.`,
    )
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value]
}
