import type { Fails } from '../../wire/operation.ts'
import type { SecretVersion } from '../store.ts'

export const current = 'AWSCURRENT'
const previous = 'AWSPREVIOUS'

/** Of all versions of a secret together (user guide, "Secrets Manager quotas"). */
const mostLabels = 20

export function versionWith(versions: readonly SecretVersion[], stage: string): SecretVersion | undefined {
  return versions.find(({ stages }) => stages.includes(stage))
}

/**
 * Gives a version these labels and takes them from the others. When AWSCURRENT moves, AWSPREVIOUS goes to the version that it
 * leaves (API "PutSecretValue"). Refuses with LimitExceededException.
 */
export function withLabels(
  context: Fails<'LimitExceededException'>,
  versions: readonly SecretVersion[],
  id: string,
  added: readonly string[],
): SecretVersion[] {
  const left = added.includes(current) ? versionWith(versions, current) : undefined
  const moved = added.reduce((before, stage) => withLabelOn(before, id, stage), versions)
  const after = left && left.id !== id ? withLabelOn(moved, left.id, previous) : moved
  if (after.flatMap(({ stages }) => stages).length > mostLabels)
    context.fail('LimitExceededException', `A secret has ${mostLabels} staging labels at most`)
  return [...after]
}

/** Without a version's id, the label is on none. */
export function withLabelOn(
  versions: readonly SecretVersion[],
  id: string | undefined,
  stage: string,
): readonly SecretVersion[] {
  return versions.map((version) => {
    const others = version.stages.filter((each) => each !== stage)
    return { ...version, stages: version.id === id ? [...others, stage].toSorted() : others }
  })
}
