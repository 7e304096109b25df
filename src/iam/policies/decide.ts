import type { Permission } from '../../wire/access.ts'
import type { ConditionFacts } from './conditions.ts'
import { matchesPattern } from '../../wire/pattern.ts'
import type { Match, Policy, Statement } from './policy-document.ts'

export type Decision = 'allowed' | 'denied' | 'not-allowed'

/** What identity-based policies say of a call: one Deny denies, one Allow allows, nothing said is no. */
export function decide(policies: readonly Policy[], permission: Permission, facts: ConditionFacts): Decision {
  const applying = policies.flatMap(({ statements }) => statements.filter((s) => applies(s, permission, facts)))
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied'
  return applying.length > 0 ? 'allowed' : 'not-allowed'
}

function applies(statement: Statement, { action, resource }: Permission, facts: ConditionFacts): boolean {
  return (
    isAbout(statement.actions, action) &&
    isAbout(statement.resources, resource) &&
    statement.conditions.every((holds) => holds(facts))
  )
}

function isAbout({ inverted, patterns, ignoreCase }: Match, text: string): boolean {
  const subject = ignoreCase ? text.toLowerCase() : text
  return patterns.some((pattern) => matchesPattern(pattern, subject)) !== inverted
}
