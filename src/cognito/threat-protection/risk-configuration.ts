import type { RiskConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Input } from '../service.ts'
import { isAddressRange } from './address-ranges.ts'
import type { RiskConfiguration } from './configurations.ts'

type Refuses = Fails<'InvalidParameterException'>

/** The events in which passwords are compared when nothing else is said. */
const allEvents: ('SIGN_IN' | 'PASSWORD_CHANGE' | 'SIGN_UP')[] = ['SIGN_IN', 'PASSWORD_CHANGE', 'SIGN_UP']

/** What SetRiskConfiguration is given; undefined when that is nothing, which takes a configuration away. */
export function readRiskConfiguration(
  context: Refuses & Pick<CallContext, 'now'>,
  input: Input<'SetRiskConfiguration'>,
): RiskConfiguration | undefined {
  const {
    CompromisedCredentialsRiskConfiguration: compromised,
    AccountTakeoverRiskConfiguration: takeover,
    RiskExceptionConfiguration: exceptions,
  } = input
  if (!compromised && !takeover && !exceptions) return undefined
  const ranges = [...(exceptions?.BlockedIPRangeList ?? []), ...(exceptions?.SkippedIPRangeList ?? [])]
  const wrong = ranges.find((range) => !isAddressRange(range))
  if (wrong !== undefined) context.fail('InvalidParameterException', `${wrong} is not an IP range in CIDR notation.`)
  if (takeover) checkTakeover(context, takeover)
  return {
    ...(compromised && {
      CompromisedCredentialsRiskConfiguration: { ...compromised, EventFilter: compromised.EventFilter ?? allEvents },
    }),
    ...(takeover && { AccountTakeoverRiskConfiguration: takeover }),
    ...(exceptions && { RiskExceptionConfiguration: exceptions }),
    LastModifiedDate: context.now,
  }
}

function checkTakeover(
  context: Refuses,
  { Actions, NotifyConfiguration: notify }: NonNullable<RiskConfiguration['AccountTakeoverRiskConfiguration']>,
): void {
  const actions = [Actions.LowAction, Actions.MediumAction, Actions.HighAction]
  if (!notify && actions.some((action) => action?.Notify))
    context.fail('InvalidParameterException', 'NotifyConfiguration is required when an action notifies.')
}

/** What counts for sign-ins through a client: its own configuration, or else the pool's. */
export function riskConfigurationOf({ pool, client }: AppClient): RiskConfiguration | undefined {
  return client.riskConfiguration ?? pool.riskConfiguration
}

/** A configuration as the API shows it: for one that was never set, just whose it would be. */
export function describeRiskConfiguration(
  configuration: RiskConfiguration | undefined,
  ids: { readonly UserPoolId: string; readonly ClientId?: string },
): Defined<RiskConfigurationType> {
  return { ...ids, ...configuration }
}
