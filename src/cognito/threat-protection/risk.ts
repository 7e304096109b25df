import type { AccountTakeoverEventActionType, RiskLevelType } from '@aws-sdk/client-cognito-identity-provider'
import type { AuthEventRecord } from '../auth-event-store.ts'
import { isInRanges } from './address-ranges.ts'
import type { RiskConfiguration } from './configurations.ts'

/** From where somebody signs in. */
export interface Whereabouts {
  readonly address: string
  /** A User-Agent, where the caller tells it. */
  readonly device?: string
}

/** So many failures since the last success count as an attack (as they begin to lock). */
const manyFailures = 5

/**
 * How much a sign-in differs from the user's earlier ones: one point each for a new address, a new device and many
 * failures since the last success make Low, Medium and High. An address that the user or an administrator has called
 * invalid is High. A user who never signed in has nothing to differ from. AWS does not say how it judges
 * (docs/decisions).
 * @param events the user's sign-ins, newest first
 */
export function assessRisk(events: readonly AuthEventRecord[], from: Whereabouts): RiskLevelType | undefined {
  const signIns = events.filter(({ type }) => type === 'SignIn')
  const isDisowned = ({ context, feedback }: AuthEventRecord) =>
    context.IpAddress === from.address && feedback?.FeedbackValue === 'Invalid'
  if (signIns.some(isDisowned)) return 'High'
  const known = signIns.filter(({ response, feedback }) => response === 'Pass' && feedback?.FeedbackValue !== 'Invalid')
  if (known.length === 0) return undefined
  const lastPass = signIns.findIndex(({ response }) => response === 'Pass')
  const points = [
    !known.some(({ context }) => context.IpAddress === from.address),
    from.device !== undefined && !known.some(({ context }) => context.DeviceName === from.device),
    signIns.slice(0, lastPass).filter(({ response }) => response === 'Fail').length >= manyFailures,
  ].filter((point) => point).length
  return (['Low', 'Medium', 'High'] as const)[points - 1]
}

/** What a configuration does about a risk. */
export function actionFor(
  configuration: RiskConfiguration | undefined,
  level: RiskLevelType | undefined,
): { readonly action: AccountTakeoverEventActionType; readonly notify: boolean } {
  const { LowAction, MediumAction, HighAction } = configuration?.AccountTakeoverRiskConfiguration?.Actions ?? {}
  const chosen = level && { Low: LowAction, Medium: MediumAction, High: HighAction }[level]
  return { action: chosen?.EventAction ?? 'NO_ACTION', notify: chosen?.Notify ?? false }
}

export function isBlockedAddress(configuration: RiskConfiguration | undefined, address: string): boolean {
  return isInRanges(address, configuration?.RiskExceptionConfiguration?.BlockedIPRangeList)
}

export function isSkippedAddress(configuration: RiskConfiguration | undefined, address: string): boolean {
  return isInRanges(address, configuration?.RiskExceptionConfiguration?.SkippedIPRangeList)
}
