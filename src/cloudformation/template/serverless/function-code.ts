import type { Buildable } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { refuseResource } from './problems.ts'
import { isFunction, type ServerlessResource } from './resources.ts'

/**
 * Where the code of a function is. It runs elsewhere and is never read, so a folder beside the template, which AWS takes
 * only once it is packaged, is none.
 */
export function codeOf({ logicalId, properties, textOf }: ServerlessResource): Buildable {
  const [inline, uri, image] = ['InlineCode', 'CodeUri', 'ImageUri'].map((name) => memberOf(properties, name))
  if (inline && uri)
    refuseResource(logicalId, "Only one of 'InlineCode' or 'CodeUri' can be set.", inline, 'InlineCode')
  if (textOf(memberOf(properties, 'PackageType')) === 'Image') return image === undefined ? {} : { ImageUri: image }
  if (inline !== undefined) return { ZipFile: inline }
  if (uri === undefined) return refuseResource(logicalId, "Either 'InlineCode' or 'CodeUri' must be set.", properties)
  return storedAt({ logicalId, textOf }, uri, 'CodeUri')
}

/** The place in a bucket that `uri`, the property `name`, says. */
export function storedAt(
  { logicalId, textOf }: Pick<ServerlessResource, 'logicalId' | 'textOf'>,
  uri: Node,
  name: string,
): Buildable {
  if (uri.kind === 'map' && !isFunction(uri)) return bucketLocation(logicalId, uri, name)
  const text = textOf(uri)
  const [, bucket, key, version] = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(text ?? '') ?? []
  if (bucket === undefined || key === undefined) return {}
  return { S3Bucket: bucket, S3Key: key, ...(version !== undefined && { S3ObjectVersion: version }) }
}

function bucketLocation(logicalId: string, uri: Node, name: string): Buildable {
  const [Bucket, Key, Version] = ['Bucket', 'Key', 'Version'].map((name) => memberOf(uri, name))
  if (Bucket === undefined || Key === undefined)
    return refuseResource(logicalId, `'${name}' requires Bucket and Key properties to be specified.`, uri, name)
  return { S3Bucket: Bucket, S3Key: Key, ...(Version !== undefined && { S3ObjectVersion: Version }) }
}
