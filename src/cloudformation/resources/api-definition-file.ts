import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { jsonText } from '../template/node.ts'
import { parseTemplate } from '../template/parse-template.ts'
import { TemplateProblem } from '../template/problem.ts'
import { type ApiProperties, isJson, type Json } from './api-definition.ts'

/** The properties with the document that BodyS3Location names as their Body: what the bucket has now, as who calls may read it. */
export async function withBody(properties: ApiProperties, { s3 }: Pick<ResourceClients, 's3'>): Promise<ApiProperties> {
  const { Body, BodyS3Location: location, ...rest } = properties
  if (!location) return properties
  if (Body) throw new ApiError('BadRequestException', 'Specify either Body or BodyS3Location and not both')
  const { Bucket, Key, Version, Etag } = location
  if (Bucket === undefined || Key === undefined)
    throw new ApiError('BadRequestException', 'BodyS3Location must have a Bucket and a Key')
  const { Body: bytes = new Uint8Array() } = await s3.GetObject({
    Bucket,
    Key,
    ...(Version !== undefined && { VersionId: Version }),
    ...(Etag !== undefined && { IfMatch: Etag }),
  })
  return { ...rest, Body: readDocument(Buffer.from(bytes).toString('utf8')) }
}

/** Read as carefully as a template, which comes from the same people. */
function readDocument(text: string): Json {
  try {
    const document: unknown = JSON.parse(jsonText(parseTemplate(text)))
    if (isJson(document)) return document
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    throw new ApiError(
      'BadRequestException',
      `Invalid OpenAPI input. ${error.message.replace('Template format error: ', '')}`,
    )
  }
  throw new ApiError('BadRequestException', 'Invalid OpenAPI input.')
}
