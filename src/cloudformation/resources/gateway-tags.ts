import type { ResourceClients } from '../cloudformation.ts'

type Tags = Readonly<Record<string, string>>

/** Makes `tags` the only ones of an API or a stage; `path` is its ARN's, e.g. `/apis/a1b2c3d4e5`. */
export async function changeTags(
  path: string,
  tags: Tags = {},
  before: Tags = {},
  { apiGatewayV2, region }: ResourceClients,
): Promise<void> {
  const ResourceArn = `arn:aws:apigateway:${region}::${path}`
  const stale = Object.keys(before).filter((key) => !Object.hasOwn(tags, key))
  const changed = Object.entries(tags).filter(([key, value]) => before[key] !== value)
  if (stale.length > 0) await apiGatewayV2.UntagResource({ ResourceArn, TagKeys: stale })
  if (changed.length > 0) await apiGatewayV2.TagResource({ ResourceArn, Tags: Object.fromEntries(changed) })
}
