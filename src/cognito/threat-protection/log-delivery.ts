import type { Fails } from '../../wire/operation.ts'
import { refuseAboveTier } from '../pools/pool-features.ts'
import type { PoolRecord } from '../store.ts'
import type { LogConfiguration } from './configurations.ts'

type Refuses = Fails<'InvalidParameterException' | 'FeatureUnavailableInTierException'>

/**
 * What a pool can log, and where to (developer guide, "Exporting logs"). Off AWS every destination is the server's own
 * log, whose entries name it.
 */
export function checkLogConfigurations(
  context: Refuses,
  pool: PoolRecord,
  configurations: readonly LogConfiguration[],
): void {
  const sources = configurations.map(({ EventSource }) => EventSource)
  if (new Set(sources).size < sources.length)
    context.fail('InvalidParameterException', 'Each EventSource can have one log configuration.')
  for (const configuration of configurations) checkLogConfiguration(context, pool, configuration)
}

function checkLogConfiguration(context: Refuses, { settings }: PoolRecord, configuration: LogConfiguration): void {
  const { EventSource, LogLevel, CloudWatchLogsConfiguration: logs } = configuration
  const others = [configuration.S3Configuration, configuration.FirehoseConfiguration].filter((other) => other)
  const level = EventSource === 'userAuthEvents' ? 'INFO' : 'ERROR'
  if (LogLevel !== level)
    context.fail('InvalidParameterException', `${EventSource} is logged at the LogLevel ${level}.`)
  if (EventSource === 'userNotification' && others.length > 0)
    context.fail('InvalidParameterException', 'userNotification can be logged to CloudWatch Logs only.')
  if (others.length + (logs ? 1 : 0) !== 1)
    context.fail('InvalidParameterException', 'A log configuration has exactly one destination.')
  if (EventSource === 'userAuthEvents' && settings.UserPoolTier !== 'PLUS')
    refuseAboveTier(context, settings.UserPoolTier ?? 'ESSENTIALS', 'Log Export')
}
