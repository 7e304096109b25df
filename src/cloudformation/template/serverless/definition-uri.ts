import type { Buildable } from '../build-node.ts'
import { memberOf } from '../node.ts'
import type { RouteEvent } from './function-events.ts'
import { refuseLacking, refuseResource } from './problems.ts'
import { isFunction, type ServerlessResource } from './resources.ts'

/** What the transform writes into a document, which it can only where that is in the template; in the order of its checks. */
const written = new Map([
  ['CorsConfiguration', "Cors works only with inline OpenApi specified in 'DefinitionBody' property."],
  ...['Auth', 'Tags'].map((name) => [name, inlineOnly(name)] as const),
  ['DisableExecuteApiEndpoint', "DisableExecuteApiEndpoint works only within 'DefinitionBody' property."],
  ...['Name', 'Description'].map((name) => [name, inlineOnly(name)] as const),
])

function inlineOnly(name: string): string {
  return `${name} works only with inline OpenApi specified in the 'DefinitionBody' property.`
}

/** Where the API's document lies, as CloudFormation is told; undefined for one without a DefinitionUri. */
export function bodyLocationOf(
  { logicalId, properties, textOf }: ServerlessResource,
  routes: readonly RouteEvent[],
): Buildable | undefined {
  const uri = memberOf(properties, 'DefinitionUri')
  if (!uri) return undefined
  const refuse = (problem: string) => refuseResource(logicalId, problem, uri, 'DefinitionUri')
  if (memberOf(properties, 'DefinitionBody'))
    refuse("Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
  for (const [name, problem] of written) {
    const node = memberOf(properties, name)
    if (node) refuseResource(logicalId, problem, node, name)
  }
  // Such a document has its operations; the event only lets them call the function.
  const [guard] = routes.flatMap(({ auth = [] }) => auth)
  if (guard) refuseLacking(logicalId, 'HttpApi events with Auth of an API with a DefinitionUri', guard, 'DefinitionUri')
  if (uri.kind === 'map' && !isFunction(uri)) {
    const [Bucket, Key, Version] = ['Bucket', 'Key', 'Version'].map((name) => memberOf(uri, name))
    if (!Bucket || !Key) return refuse("'DefinitionUri' requires Bucket and Key properties to be specified.")
    return { Bucket, Key, Version }
  }
  const [, Bucket, Key, Version] = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=([^&]+))?$/.exec(textOf(uri) ?? '') ?? []
  if (Bucket === undefined || Key === undefined)
    return refuse(
      `'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    )
  return { Bucket, Key, Version }
}
