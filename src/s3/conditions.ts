import type { Fails } from '../wire/operation.ts'
import type { ObjectRecord } from './store.ts'

interface ReadConditions {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
  readonly IfModifiedSince?: Date
  readonly IfUnmodifiedSince?: Date
}

/** In the order of RFC 9110, 13.2.2: with entity tags, times are not asked. */
export function checkReadConditions(
  { etag, createdAt }: ObjectRecord,
  { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince }: ReadConditions,
  context: Fails<'PreconditionFailed' | 'NotModified'>,
): void {
  // HTTP's times have no fractions of seconds.
  const modified = Math.floor(createdAt.getTime() / 1000) * 1000
  if (IfMatch !== undefined ? !matches(IfMatch, etag) : IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime())
    context.fail('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  if (IfNoneMatch !== undefined ? matches(IfNoneMatch, etag) : IfModifiedSince && modified <= IfModifiedSince.getTime())
    context.fail('NotModified', 'Not Modified')
}

/** Whether one of the entity tags, with or without their quotation marks, is the object's. */
function matches(tags: string, etag: string): boolean {
  return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1') === etag)
}

/** What a write asks of the object that is there (page "Conditional writes"). */
export function readWriteCondition(
  { IfMatch, IfNoneMatch }: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>,
  context: Fails<'NotImplemented'>,
): { readonly etag: string | undefined } | undefined {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*')
    context.fail('NotImplemented', 'poolgate does not implement an IfNoneMatch other than *')
  if (IfNoneMatch !== undefined) return { etag: undefined }
  return IfMatch === undefined ? undefined : { etag: IfMatch.replaceAll('"', '') }
}
