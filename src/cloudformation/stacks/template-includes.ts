import { type Includes, includedLocations, largestIncluded } from '../template/includes.ts'
import type { RequestContext } from './stack-request.ts'
import { fetchText } from './template-text.ts'

/** What a template includes out of buckets, as the caller may read it. A TemplateProblem is what is wrong with a location. */
export async function readIncludes(
  text: string,
  given: ReadonlyMap<string, string>,
  context: RequestContext,
): Promise<Includes> {
  const includes: Record<string, string> = {}
  let size = 0
  for (const location of includedLocations(text, given)) {
    const [, bucket = '', key = '', version] = /^s3:\/\/([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(location) ?? []
    const path = key.split('/').map(encodeURIComponent).join('/')
    const query = version === undefined ? '' : `?versionId=${encodeURIComponent(version)}`
    const found = await fetchText(`https://s3.${context.region}.amazonaws.com/${bucket}/${path}${query}`, context)
    const included =
      found ??
      context.fail(
        'ValidationError',
        'Transform AWS::Include failed with: The location parameter is not a valid S3 uri.',
      )
    size += Buffer.byteLength(included)
    // Before the next one is read: a template may name hundreds of objects of megabytes.
    if (size > largestIncluded)
      context.fail('ValidationError', `Template may not exceed ${largestIncluded} bytes in size.`)
    includes[location] = included
  }
  return includes
}
