import { readHost } from '../../http/hosts.ts'
import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import { ownCall } from '../../wire/own-call.ts'
import type { RequestContext } from './stack-request.ts'

/** Bytes of a template that is fetched from a bucket (page "CloudFormation quotas"). */
const largestFetched = 1_000_000

export type FetchContext = Pick<CloudFormation, 'clientsFor' | 'ownNames'> & CallContext & Fails<'ValidationError'>

interface TemplateSource {
  readonly TemplateBody?: string | undefined
  readonly TemplateURL?: string
}

/** The text that TemplateBody is or TemplateURL names, within its limit. */
export async function readTemplateText(
  { TemplateBody: body, TemplateURL: url }: TemplateSource,
  context: RequestContext,
): Promise<string> {
  if (body !== undefined && url !== undefined)
    context.fail('ValidationError', 'You cannot specify both Template Body and Template URL.')
  if (url !== undefined) return fetchTemplate(url, context)
  if (body === undefined)
    return context.fail('ValidationError', 'Either Template URL or Template Body must be specified.')
  if (Buffer.byteLength(body) > context.maxTemplateBytes)
    context.fail(
      'ValidationError',
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${context.maxTemplateBytes}`,
    )
  return body
}

/** A template out of a bucket, as the caller may read it. */
async function fetchTemplate(url: string, context: RequestContext): Promise<string> {
  const text = await fetchText(url, context)
  if (text === undefined) return context.fail('ValidationError', 'TemplateURL must be a supported URL.')
  if (Buffer.byteLength(text) > largestFetched)
    context.fail('ValidationError', `Template may not exceed ${largestFetched} bytes in size.`)
  return text
}

/**
 * Out of one of this server's buckets, as the caller may read it; nothing is asked of any other host.
 * @returns undefined when the URL names none
 */
export async function fetchText(url: string, context: FetchContext): Promise<string | undefined> {
  const place = placeOf(url, context.ownNames)
  if (!place) return undefined
  const { s3 } = context.clientsFor(ownCall(context))
  const { Body: bytes = new Uint8Array() } = await s3.GetObject(place).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
    return context.fail('ValidationError', `S3 error: ${error.message}`)
  })
  return Buffer.from(bytes).toString('utf8')
}

/** Bucket and key of a URL of ours: path style, or with the bucket in AWS's host name. */
function placeOf(text: string, ownNames: ReadonlySet<string>) {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  const [, bucket, region] = /^(?:(.+)\.)?s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(url.hostname) ?? []
  if (region === undefined && readHost(url.host, ownNames).kind !== 'own') return undefined
  const path = bucket === undefined ? url.pathname.slice(1) : `${bucket}${url.pathname}`
  const [, Bucket, encoded] = /^([^/]+)\/(.+)$/s.exec(path) ?? []
  const Key = encoded === undefined ? undefined : decoded(encoded)
  if (Bucket === undefined || Key === undefined) return undefined
  const VersionId = url.searchParams.get('versionId')
  return { Bucket, Key, ...(VersionId !== null && { VersionId }) }
}

/** Undefined for what is no text in UTF-8. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
