import type { CallContext } from './operation.ts'

/** A call to another service on behalf of who makes this one, without what belongs to this one alone. */
export function ownCall({ requestId, now, region, accountId, sourceIp, caller }: CallContext): CallContext {
  return { requestId, now, region, accountId, sourceIp, ...(caller && { caller }) }
}
