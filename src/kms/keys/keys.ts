import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import { ApiError } from '../../wire/operation.ts'
import type { Kms } from '../kms.ts'
import type { KeyRecord } from '../store.ts'

export type Place = Pick<CallContext, 'region' | 'accountId'>

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function keyArn({ region, accountId }: Place, id: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${id}`
}

/** @param name with its `alias/` */
export function aliasArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:kms:${region}:${accountId}:${name}`
}

/** Refuses what breaks a rule that the API model does not state; it declares no error for that. */
export function refuse(message: string): never {
  throw new ApiError('ValidationException', message)
}

/** Refuses, by name, parameters that poolgate lacks; one that asks for nothing (undefined, false, []) will do. */
export function refuseUnimplemented(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0))
      refuse(`poolgate does not implement ${name} of KMS`)
}

type Looks = Pick<Kms, 'store'> & Pick<CallContext, 'region' | 'accountId' | 'now'>

/**
 * The key of a name that operations take: its id or ARN, or that of an alias. A key whose day of deletion has come goes
 * now, for good.
 */
export async function findKey(context: Looks, name: string): Promise<KeyRecord | undefined> {
  const { store, region, now } = context
  const id = await findKeyId(context, name)
  const key = id === undefined ? undefined : await store.findKey(region, id)
  if (!key?.deletion || key.deletion.at > now) return key
  await store.deleteKey(key)
  return undefined
}

async function findKeyId(context: Looks, name: string): Promise<string | undefined> {
  const prefix = keyArn(context, '').slice(0, -'key/'.length)
  const local = name.startsWith(prefix) ? name.slice(prefix.length) : name
  if (local.startsWith('alias/')) return (await context.store.findAlias(context.region, local))?.keyId
  return local === name ? name : local.replace(/^key\//, '')
}

/** The key of a name, or refuses with NotFoundException. */
export async function requireKey(context: Looks & Fails<'NotFoundException'>, name: string): Promise<KeyRecord> {
  return (await findKey(context, name)) ?? refuseUnknownKey(context, name)
}

function refuseUnknownKey(context: Looks & Fails<'NotFoundException'>, name: string): never {
  if (name.startsWith('alias/')) context.fail('NotFoundException', `Alias ${aliasArn(context, name)} is not found.`)
  if (name.includes(':alias/')) context.fail('NotFoundException', `Alias ${name} is not found.`)
  if (name.startsWith('arn:')) context.fail('NotFoundException', `Key '${name}' does not exist`)
  return context.fail(
    'NotFoundException',
    uuid.test(name) ? `Key '${keyArn(context, name)}' does not exist` : `Invalid keyId '${name}'`,
  )
}

/** The key of a name that is an id or ARN: operations that change keys take no alias. Refuses with NotFoundException. */
export function requireKeyItself(context: Looks & Fails<'NotFoundException'>, name: string): Promise<KeyRecord> {
  if (/(?:^|:)alias\//.test(name)) context.fail('NotFoundException', `Invalid keyId '${name}'`)
  return requireKey(context, name)
}

/** Refuses with KMSInvalidStateException a key that waits to be deleted. */
export function checkNotPendingDeletion(context: Place & Fails<'KMSInvalidStateException'>, key: KeyRecord): void {
  if (key.deletion) context.fail('KMSInvalidStateException', `${keyArn(context, key.id)} is pending deletion.`)
}

/** Refuses a key that nothing can be done with now. */
export function checkUsable(
  context: Place & Fails<'KMSInvalidStateException' | 'DisabledException'>,
  key: KeyRecord,
): void {
  checkNotPendingDeletion(context, key)
  if (!key.isEnabled) context.fail('DisabledException', `${keyArn(context, key.id)} is disabled.`)
}

/**
 * Changes a key as it is at that moment; `change` may be asked again when somebody else was faster, and refuses by
 * throwing.
 */
export async function changeKey(
  context: Looks & Fails<'NotFoundException'>,
  key: KeyRecord,
  change: (key: KeyRecord) => Omit<KeyRecord, 'version'>,
): Promise<KeyRecord> {
  let before = key
  for (;;) {
    const after = { ...change(before), version: before.version + 1 }
    if (await context.store.replaceKey(after, before)) return after
    before = await requireKey(context, key.id)
  }
}

function stateOf(key: KeyRecord): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  if (key.deletion) return 'PendingDeletion'
  return key.isEnabled ? 'Enabled' : 'Disabled'
}

/** The key as KMS shows it. */
export function describeKey(place: Place, key: KeyRecord): Defined<KeyMetadata> {
  return {
    AWSAccountId: place.accountId,
    KeyId: key.id,
    Arn: keyArn(place, key.id),
    CreationDate: key.createdAt,
    Enabled: key.isEnabled && !key.deletion,
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: stateOf(key),
    ...(key.deletion && { DeletionDate: key.deletion.at }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  }
}

/** Begins the next page; undefined after the last item. */
export function pageOf<Item>(
  items: readonly Item[],
  limit: number,
  nameOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly NextMarker?: string; readonly Truncated: boolean } {
  const [page, last] = [items.slice(0, limit), items[limit - 1]]
  return items.length > limit && last
    ? { items: page, NextMarker: nameOf(last), Truncated: true }
    : { items: page, Truncated: false }
}
