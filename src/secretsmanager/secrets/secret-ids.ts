import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { SecretsManager } from '../secretsmanager.ts'
import type { SecretRecord } from '../store.ts'

type Place = Pick<CallContext, 'region' | 'accountId'>
export type Looks = Pick<SecretsManager, 'store'> & Place & Pick<CallContext, 'now'>

export function secretArnPrefix({ region, accountId }: Place): string {
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:`
}

export function secretArn(place: Place, { name, suffix }: Pick<SecretRecord, 'name' | 'suffix'>): string {
  return `${secretArnPrefix(place)}${name}-${suffix}`
}

/** Refuses what breaks a rule that the API model does not state; it declares no error for that. */
function refuse(message: string): never {
  throw new ApiError('ValidationException', message)
}

/** Refuses, by name, parameters that poolgate lacks; one that asks for nothing (undefined, false, []) will do. */
export function refuseUnimplemented(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0))
      refuse(`poolgate does not implement ${name} of Secrets Manager`)
}

const nameForm = /^[\w/+=.@!-]+$/

export function checkName(name: string): void {
  if (!nameForm.test(name))
    refuse('Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!')
}

/**
 * The secret of a name, an ARN, or an ARN without its six last characters; one whose day of deletion has come goes now.
 * What ends as a whole ARN does is taken for one (user guide, "Find secrets": "Finding a secret from a partial ARN").
 */
export async function findSecret(context: Looks, id: string): Promise<SecretRecord | undefined> {
  const prefix = secretArnPrefix(context)
  if (!id.startsWith('arn:')) return findByName(context, id)
  if (!id.startsWith(prefix)) return undefined
  const local = id.slice(prefix.length)
  const [, name, suffix] = /^(.+)-([A-Za-z0-9]{6})$/.exec(local) ?? []
  if (name === undefined) return findByName(context, local)
  const secret = await findByName(context, name)
  return secret?.suffix === suffix ? secret : undefined
}

async function findByName({ store, region, now }: Looks, name: string): Promise<SecretRecord | undefined> {
  // What is no name is not asked for: not every database takes any text.
  const secret = nameForm.test(name) ? await store.findSecret(region, name) : undefined
  if (!secret?.deletion || secret.deletion.at > now) return secret
  await store.deleteSecret(secret)
  return undefined
}

/** The secret of a name or ARN, marked for deletion or not. */
export async function requireSecret(
  context: Looks & Fails<'ResourceNotFoundException'>,
  id: string,
): Promise<SecretRecord> {
  if (!id.startsWith('arn:')) checkName(id)
  return (
    (await findSecret(context, id)) ??
    context.fail('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  )
}

export function checkNotDeleted(context: Fails<'InvalidRequestException'>, { deletion }: SecretRecord): void {
  if (deletion)
    context.fail(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
}

/** The secret of a name or ARN, which must not be marked for deletion. */
export async function requireLivingSecret(
  context: Looks & Fails<'ResourceNotFoundException' | 'InvalidRequestException'>,
  id: string,
): Promise<SecretRecord> {
  const secret = await requireSecret(context, id)
  checkNotDeleted(context, secret)
  return secret
}

/**
 * Changes a secret as it is at that moment; `change` may be asked again when somebody else was faster, and refuses by
 * throwing. What it answers counts as a change of now.
 */
export async function changeSecret(
  context: Looks & Fails<'ResourceNotFoundException'>,
  secret: SecretRecord,
  change: (secret: SecretRecord) => SecretRecord,
): Promise<SecretRecord> {
  let before = secret
  for (;;) {
    const after = { ...change(before), revision: before.revision + 1, changedAt: context.now }
    if (await context.store.replaceSecret(after, before)) return after
    before = await requireSecret(context, secretArn(context, before))
  }
}
