import { changeSecret, checkNotDeleted, requireSecret, secretArn } from '../secrets/secret-ids.ts'
import { current, versionWith, withLabelOn, withLabels } from '../secrets/staging-labels.ts'
import type { Context, Input, Output } from '../service.ts'
import type { SecretRecord, SecretVersion } from '../store.ts'

export async function updateSecretVersionStage(
  input: Input<'UpdateSecretVersionStage'>,
  context: Context<'UpdateSecretVersionStage'>,
): Promise<Output<'UpdateSecretVersionStage'>> {
  const { SecretId, RemoveFromVersionId, MoveToVersionId } = input
  if (RemoveFromVersionId === undefined && MoveToVersionId === undefined)
    context.fail('InvalidParameterException', 'You must specify RemoveFromVersionId, MoveToVersionId or both.')
  const secret = await changeSecret(context, await requireSecret(context, SecretId), (before) => {
    checkNotDeleted(context, before)
    return { ...before, versions: moved(before, input, context) }
  })
  return { ARN: secretArn(context, secret), Name: secret.name }
}

function moved(
  secret: SecretRecord,
  { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to }: Input<'UpdateSecretVersionStage'>,
  context: Context<'UpdateSecretVersionStage'>,
): readonly SecretVersion[] {
  const { versions } = secret
  for (const id of [from, to])
    if (id !== undefined && !versions.some((version) => version.id === id))
      context.fail(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
      )
  const holder = versionWith(versions, stage)?.id
  if (to === undefined) return removed(versions, stage, { holder, from }, context)
  if (holder !== undefined && holder !== to) checkHolder(stage, holder, from, context)
  return withLabels(context, versions, to, [stage])
}

function removed(
  versions: readonly SecretVersion[],
  stage: string,
  { holder, from }: { readonly holder: string | undefined; readonly from: string | undefined },
  context: Context<'UpdateSecretVersionStage'>,
): readonly SecretVersion[] {
  if (stage === current)
    context.fail(
      'InvalidParameterException',
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    )
  if (holder !== from)
    context.fail('InvalidParameterException', `Staging label ${stage} is not attached to version ${String(from)}.`)
  return withLabelOn(versions, undefined, stage)
}

function checkHolder(
  stage: string,
  holder: string,
  from: string | undefined,
  context: Context<'UpdateSecretVersionStage'>,
): void {
  if (from === undefined)
    context.fail(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
  if (from !== holder)
    context.fail(
      'InvalidParameterException',
      `Staging label ${stage} is currently attached to version ${holder}, so RemoveFromVersionId must reference that version.`,
    )
}
