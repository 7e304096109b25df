import { changeBucket, refuseUnsupported } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'
import type { LifecycleRule } from '../store.ts'

type Rule = NonNullable<Input<'PutBucketLifecycleConfiguration'>['LifecycleConfiguration']>['Rules'][number]

/** Rules about earlier versions, which go when their key is put once more. */
export async function putBucketLifecycleConfiguration(
  input: Input<'PutBucketLifecycleConfiguration'>,
  context: Context<'PutBucketLifecycleConfiguration'>,
): Promise<Output<'PutBucketLifecycleConfiguration'>> {
  const rules = input.LifecycleConfiguration?.Rules ?? []
  if (rules.length === 0) context.fail('InvalidRequest', 'A lifecycle configuration must have at least one rule.')
  const lifecycle = rules.map((rule, index) => readRule(rule, index, context))
  await changeBucket(context, input, (settings) => ({ ...settings, lifecycle }))
  return {}
}

function readRule(rule: Rule, index: number, context: Context<'PutBucketLifecycleConfiguration'>): LifecycleRule {
  refuseUnsupported(context, {
    Expiration: rule.Expiration,
    Transitions: rule.Transitions,
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions,
    'NoncurrentVersionExpiration.NewerNoncurrentVersions': rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
    'Filter.Tag': rule.Filter?.Tag,
    'Filter.And': rule.Filter?.And,
    'Filter.ObjectSizeGreaterThan': rule.Filter?.ObjectSizeGreaterThan,
    'Filter.ObjectSizeLessThan': rule.Filter?.ObjectSizeLessThan,
  })
  return {
    id: rule.ID ?? `rule-${index + 1}`,
    isEnabled: rule.Status === 'Enabled',
    prefix: rule.Filter?.Prefix ?? rule.Prefix ?? '',
    noncurrentDays: rule.NoncurrentVersionExpiration?.NoncurrentDays ?? 0,
    abortMultipartDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0,
  }
}
