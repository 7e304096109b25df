import type { Fails } from '../wire/operation.ts'

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

/** The id of the pool that an ARN names, if it is a user pool of this account and region. */
export function poolIdOfArn(
  arn: string,
  { region, accountId }: { region: string; accountId: string },
): string | undefined {
  const prefix = `arn:aws:cognito-idp:${region}:${accountId}:userpool/`
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined
}

type Refuses = Fails<'ResourceNotFoundException'> & { readonly region: string; readonly accountId: string }

/** Like `poolIdOfArn`, refusing with ResourceNotFoundException. */
export function requirePoolIdOfArn(context: Refuses, arn: string): string {
  return poolIdOfArn(arn, context) ?? context.fail('ResourceNotFoundException', `Resource ${arn} does not exist.`)
}
