import type { CallContext } from '../wire/operation.ts'
import type { Runtime } from '../wire/service.ts'

/** A call that the operator makes from inside the process. */
export function localCall({ random, clock, defaultRegion, accountId }: Runtime): CallContext {
  return { requestId: random.uuid(), now: clock.now(), region: defaultRegion, accountId, sourceIp: '127.0.0.1' }
}
