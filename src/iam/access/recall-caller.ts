import type { Clock } from '../../ports/clock.ts'
import type { Caller, Principal, RecallCaller } from '../../wire/access.ts'
import { assumeServiceRole } from '../roles/service-role.ts'
import type { FactsOfCall } from './call-facts.ts'
import {
  type Account,
  endingAt,
  findSigner,
  powerlessCaller,
  refuseExpired,
  refuseToken,
  rootCaller,
  sessionCaller,
  userCaller,
  withoutIam,
} from './callers.ts'

/**
 * Callers as they would be if they called now: their policies are today's, and who could not sign any more may do nothing
 * (docs/decisions/0019).
 */
export function createRecall(account: Account, clock: Clock): RecallCaller {
  return async (remembered, region) => {
    const now = clock.now()
    const { principal, sourceIp, isSecure, expiresAt, isWithoutIam } = remembered
    if (expiresAt !== undefined && expiresAt <= now.getTime()) return powerlessCaller(remembered, refuseExpired)
    const caller = await findCaller(account, principal, { now, region, sourceIp, isSecure })
    if (!caller) return powerlessCaller(remembered, refuseToken)
    const limited = isWithoutIam ? withoutIam(caller) : caller
    return expiresAt === undefined ? limited : endingAt(limited, expiresAt)
  }
}

async function findCaller(account: Account, principal: Principal, facts: FactsOfCall): Promise<Caller | undefined> {
  switch (principal.kind) {
    case 'root':
      return rootCaller(account.accountId, facts)
    case 'user': {
      const signer = await findSigner(account, principal.accessKeyId)
      return signer && userCaller(account, signer, facts)
    }
    case 'role':
      return sessionCaller(account, principal, facts)
    case 'service':
      return assumeServiceRole(account, principal.roleArn, principal, facts)
    case 'unknown':
      return undefined
  }
}
