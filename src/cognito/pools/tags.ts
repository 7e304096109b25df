import type { Fails } from '../../wire/operation.ts'

export type Tags = Readonly<Record<string, string>>

/** Most tags of a resource (developer guide, "Tagging resources"). */
const mostTags = 50

/** Refuses tags that AWS does not take: too many, or with its own prefix. */
export function checkTags(context: Fails<'InvalidParameterException'>, tags: Tags): void {
  const keys = Object.keys(tags)
  if (keys.length > mostTags)
    context.fail('InvalidParameterException', `A user pool can have at most ${mostTags} tags.`)
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined)
    context.fail('InvalidParameterException', `The tag key ${reserved} must not start with aws:`)
}

type Finds = Fails<'ResourceNotFoundException'> & { readonly region: string; readonly accountId: string }

/**
 * The id of the pool that an ARN names. Refuses ARNs of other accounts, regions and resources with
 * ResourceNotFoundException; whether there is such a pool is for the caller to find out.
 */
export function requirePoolIdOfArn({ region, accountId, fail }: Finds, arn: string): string {
  const prefix = `arn:aws:cognito-idp:${region}:${accountId}:userpool/`
  return arn.startsWith(prefix)
    ? arn.slice(prefix.length)
    : fail('ResourceNotFoundException', `Resource ${arn} does not exist.`)
}
