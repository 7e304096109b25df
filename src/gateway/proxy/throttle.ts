import type { RouteSettingsRecord, StageRecord } from '../store.ts'
import { type Answer, tooManyRequests } from './answers.ts'
import type { WithRoute } from './state.ts'
import type { Step } from './step.ts'
import type { RequestLimits } from './token-bucket.ts'

/** What an account may ask for in one region (page "Quotas for HTTP APIs") unless the operator says otherwise, as AWS does on request. */
export const accountLimits: RequestLimits = { rate: 10_000, burst: 5_000 }

/** Answers 429 to requests beyond the limits of their route, or of all routes of the account in the region. */
export const throttle: Step<WithRoute, WithRoute> = {
  name: 'throttle',
  answers: [429],
  run: (state) => {
    const { bucket } = state.match.target
    const isTaken = bucket.take(state.receivedAt)
    if (isTaken === true) return checkAccount(state)
    const goOn = (taken: boolean) => (taken ? checkAccount(state) : refuse(state, 'route', bucket.limits))
    return isTaken === false ? goOn(false) : isTaken.then(goOn)
  },
}

function checkAccount(state: WithRoute): Reached {
  const { accountBucket } = state.api
  const isTaken = accountBucket.take(state.receivedAt)
  if (isTaken === true) return state
  const goOn = (taken: boolean) => (taken ? state : refuse(state, 'account', accountBucket.limits))
  return isTaken === false ? goOn(false) : isTaken.then(goOn)
}

type Reached = ReturnType<Step<WithRoute, WithRoute>['run']>

function refuse({ explanation }: WithRoute, whose: 'route' | 'account', limits: RequestLimits): Answer {
  explanation.reason = `the ${whose} has used up its ${describeLimits(limits)}`
  return tooManyRequests
}

/** The limits of a route: its own settings, else those of the stage, else those of the account, which none exceeds. */
export function limitsOf(
  routeKey: string,
  { defaultRouteSettings, routeSettings }: StageRecord,
  account: RequestLimits = accountLimits,
): RequestLimits {
  const own: RouteSettingsRecord = Object.hasOwn(routeSettings, routeKey) ? (routeSettings[routeKey] ?? {}) : {}
  const rate = own.throttlingRateLimit ?? defaultRouteSettings.throttlingRateLimit ?? account.rate
  const burst = own.throttlingBurstLimit ?? defaultRouteSettings.throttlingBurstLimit ?? account.burst
  return { rate: Math.min(rate, account.rate), burst: Math.min(burst, account.burst) }
}

/** For the operator. */
export function describeLimits({ rate, burst }: RequestLimits): string {
  return `${rate} requests in a second, ${burst} at once`
}
