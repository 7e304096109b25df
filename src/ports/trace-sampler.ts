import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { Log } from './log.ts'

/**
 * Which requests leave spans, as `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` say (OpenTelemetry, "Environment Variable
 * Specification"): what is not known there is told to the log, and the default, `parentbased_always_on`, is taken.
 */
export function readSampler(env: Readonly<Record<string, string | undefined>>, log: Pick<Log, 'warn'>): Sampler {
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on'
  const [, parentBased, root] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name) ?? []
  if (root === undefined) log.warn({ event: 'sampler-unknown', sampler: name, taken: 'parentbased_always_on' })
  const sampler =
    root === 'traceidratio' ? ratio(env, log) : root === 'always_off' ? new AlwaysOffSampler() : new AlwaysOnSampler()
  return parentBased !== undefined || root === undefined ? new ParentBasedSampler({ root: sampler }) : sampler
}

function ratio(env: Readonly<Record<string, string | undefined>>, log: Pick<Log, 'warn'>): Sampler {
  const text = env['OTEL_TRACES_SAMPLER_ARG']?.trim() || '1'
  const given = Number(text)
  const isRatio = given >= 0 && given <= 1
  if (!isRatio) log.warn({ event: 'sampler-argument-invalid', argument: text, taken: 1 })
  return new TraceIdRatioBasedSampler(isRatio ? given : 1)
}
