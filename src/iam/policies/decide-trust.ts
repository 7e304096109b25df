import type { ConditionFacts } from './conditions.ts'
import type { PrincipalKind, TrustStatement } from './trust-policy.ts'

/** Who wants to assume a role, by all names that a trust policy may know it by. */
export interface Assumer {
  readonly kind: PrincipalKind
  /** ARNs and unique ids, or a service's name. */
  readonly names: readonly string[]
  /** The account that it belongs to; services belong to none. */
  readonly accountId?: string
}

/**
 * What a trust policy says of who wants to assume the role (IAM user guide, "Policy evaluation logic"): `named` needs no
 * permission besides, `trusted-account` is for the account to permit.
 */
export type Trust = 'denied' | 'named' | 'not-allowed' | 'trusted-account'

export function decideTrust(statements: readonly TrustStatement[], assumer: Assumer, facts: ConditionFacts): Trust {
  const applying = statements.filter((statement) => applies(statement, facts))
  const about = (effect: TrustStatement['effect'], reach: (name: string) => boolean): boolean =>
    applying.some(
      (statement) => statement.effect === effect && (statement.principals.get(assumer.kind) ?? []).some(reach),
    )
  const isNamed = (name: string): boolean => name === '*' || assumer.names.includes(name)
  const isAccount = (name: string): boolean =>
    assumer.accountId !== undefined && [assumer.accountId, `arn:aws:iam::${assumer.accountId}:root`].includes(name)
  if (about('Deny', (name) => isNamed(name) || isAccount(name))) return 'denied'
  if (about('Allow', isNamed)) return 'named'
  return about('Allow', isAccount) ? 'trusted-account' : 'not-allowed'
}

function applies({ effect, actions, conditions }: TrustStatement, facts: ConditionFacts): boolean {
  if (!actions.some((action) => /^sts:AssumeRole$/i.test(action))) return false
  return conditions ? conditions.every((holds) => holds(facts)) : effect === 'Deny'
}
