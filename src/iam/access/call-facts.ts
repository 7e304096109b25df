import type { ConditionFacts } from '../policies/conditions.ts'

/** What conditions ask about the call itself. */
export interface FactsOfCall {
  readonly now: Date
  readonly region: string
  readonly sourceIp: string
  readonly isSecure: boolean
}

/** What every caller's conditions know. @param principalArn of a session, its role's */
export function callFacts(
  accountId: string,
  principalArn: string,
  { now, region, sourceIp, isSecure }: FactsOfCall,
): ConditionFacts {
  return {
    'aws:currenttime': now,
    'aws:requestedregion': region,
    'aws:securetransport': isSecure,
    'aws:sourceip': sourceIp,
    'aws:principalarn': principalArn,
    'aws:principalaccount': accountId,
    'aws:resourceaccount': accountId,
    's3:resourceaccount': accountId,
  }
}
