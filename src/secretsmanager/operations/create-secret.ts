import { alphanumeric } from '../../ports/random.ts'
import { contentIn, isRepeated, requireToken, withVersion } from '../secrets/new-versions.ts'
import { checkName, findSecret, refuseUnimplemented, secretArn } from '../secrets/secret-ids.ts'
import { current } from '../secrets/staging-labels.ts'
import { withTags } from '../secrets/tags.ts'
import { keyNamed } from '../secrets/values.ts'
import { authorizeOnSecret } from '../permissions.ts'
import type { Context, Input, Output } from '../service.ts'
import type { SecretRecord } from '../store.ts'

export async function createSecret(
  input: Input<'CreateSecret'>,
  context: Context<'CreateSecret'>,
): Promise<Output<'CreateSecret'>> {
  const { Name: name, AddReplicaRegions, ForceOverwriteReplicaSecret, Type } = input
  checkName(name)
  refuseUnimplemented({ AddReplicaRegions, ForceOverwriteReplicaSecret, Type })
  const token = requireToken(context, input.ClientRequestToken)
  const content = contentIn(context, input)
  const bare = newSecret(input, context)
  if (bare.tags) authorizeOnSecret(context, 'secretsmanager:TagResource', bare)
  for (;;) {
    const existing = await findSecret(context, name)
    if (existing) return answerExisting(existing, input, context)
    const made = content && (await withVersion(context, bare, { token, content, stages: [current] }))
    const values = made ? [made.value] : []
    const inserted = await context.store.insertSecret(made?.secret ?? bare, values, context.mostSecrets)
    if (inserted === 'too-many')
      context.fail('LimitExceededException', `A region has ${context.mostSecrets} secrets at most`)
    if (inserted === 'inserted')
      return { ARN: secretArn(context, bare), Name: name, ...(content && { VersionId: token }) }
  }
}

function newSecret(
  { Name: name, Description: description = '', KmsKeyId, Tags = [] }: Input<'CreateSecret'>,
  context: Context<'CreateSecret'>,
): SecretRecord {
  const { region, now, random } = context
  const kmsKeyId = keyNamed(KmsKeyId)
  return {
    region,
    name,
    suffix: random.text(6, alphanumeric),
    revision: 1,
    createdAt: now,
    changedAt: now,
    description,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(Tags.length > 0 && { tags: withTags(context, {}, Tags) }),
    versions: [],
  }
}

/** The call may have been made before; else the name is taken, be it by a secret that waits to be deleted. */
async function answerExisting(
  secret: SecretRecord,
  { Name, ClientRequestToken: token = '', ...content }: Input<'CreateSecret'>,
  context: Context<'CreateSecret'>,
): Promise<Output<'CreateSecret'>> {
  if (secret.deletion)
    context.fail(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
  if (await isRepeated(context, secret, token, contentIn(context, content)))
    return { ARN: secretArn(context, secret), Name, VersionId: token }
  return context.fail('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`)
}
