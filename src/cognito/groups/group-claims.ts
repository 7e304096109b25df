import type { GroupRecord } from '../group-store.ts'

/** What the tokens of a user say about groups: `access` is in both kinds, `id` in ID tokens only. */
export interface GroupClaims {
  readonly access: { readonly 'cognito:groups'?: readonly string[] }
  readonly id: { readonly 'cognito:roles'?: readonly string[]; readonly 'cognito:preferred_role'?: string }
}

/**
 * The claims of a user's groups (developer guide, "Adding groups to a user pool"): names and roles from the lowest
 * precedence to the highest, groups without one last; the preferred role is that of the lowest precedence, unless
 * groups that share it have different roles.
 */
export function groupClaims(groups: readonly GroupRecord[]): GroupClaims {
  const ordered = groups.toSorted((left, right) => rankOf(left) - rankOf(right) || (left.name < right.name ? -1 : 1))
  const roles = ordered.flatMap((group) =>
    group.settings.RoleArn === undefined ? [] : [{ rank: rankOf(group), arn: group.settings.RoleArn }],
  )
  const preferred = new Set(roles.filter(({ rank }) => rank === roles[0]?.rank).map(({ arn }) => arn))
  const [preferredRole] = preferred
  return {
    access: ordered.length > 0 ? { 'cognito:groups': ordered.map(({ name }) => name) } : {},
    id: {
      ...(roles.length > 0 && { 'cognito:roles': [...new Set(roles.map(({ arn }) => arn))] }),
      ...(preferred.size === 1 && preferredRole !== undefined && { 'cognito:preferred_role': preferredRole }),
    },
  }
}

/** Precedence has no default: a group without one comes after all others. */
function rankOf({ settings }: GroupRecord): number {
  return settings.Precedence ?? Number.MAX_SAFE_INTEGER
}
