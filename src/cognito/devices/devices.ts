import type {
  DeviceRememberedStatusType,
  DeviceType,
  NewDeviceMetadataType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { DeviceRecord } from '../device-store.ts'
import { type AuthParameters, findParameter } from '../sign-in/auth-parameters.ts'
import type { SigningIn } from '../sign-in/signing-in.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { findUser } from '../users/users.ts'

/*
 * Devices of users (developer guide, "Working with user devices in your user pool"). In a pool with DeviceConfiguration
 * a sign-in without DEVICE_KEY is given one, and all its tokens are bound to it. ConfirmDevice makes it a device; if it
 * is remembered too, it can stand for the user's second factor.
 */

/** The user's device. Refuses with ResourceNotFoundException, upon which clients forget the key. */
export async function requireDevice(
  context: Pick<Cognito, 'store'> & Fails<'ResourceNotFoundException'>,
  { poolId, sub }: UserRecord,
  key: string,
): Promise<DeviceRecord> {
  // No key holds a NUL, which PostgreSQL would choke on.
  const device = key.includes('\0') ? undefined : await context.store.findDevice(poolId, sub, key)
  return device ?? refuseUnknownDevice(context)
}

/** The same for the user's own eyes, which see remembered devices only. */
export async function requireRememberedDevice(
  context: Pick<Cognito, 'store'> & Fails<'ResourceNotFoundException'>,
  user: UserRecord,
  key: string,
): Promise<DeviceRecord> {
  const device = await requireDevice(context, user, key)
  return device.remembered ? device : refuseUnknownDevice(context)
}

export function refuseUnknownDevice(context: Fails<'ResourceNotFoundException'>): never {
  return context.fail('ResourceNotFoundException', 'Device does not exist.')
}

/**
 * Refuses the key of a device that the user does not have, before anything else is looked at: clients try the same
 * answer again without it. Nobody guesses the key of a device, so this does not tell which users exist.
 */
export async function checkClaimedDevice(
  context: Pick<Cognito, 'store'> & Fails<'ResourceNotFoundException'>,
  pool: PoolRecord,
  name: string,
  parameters: AuthParameters,
): Promise<void> {
  const key = findParameter(parameters, 'DEVICE_KEY')
  if (key === undefined) return
  const user = await findUser(context, pool, name)
  await (user ? requireDevice(context, user, key) : refuseUnknownDevice(context))
}

/** The device that someone signs in with, if the pool remembers devices and it still has this one. */
export async function findClaimedDevice(
  context: Pick<Cognito, 'store'>,
  signingIn: SigningIn,
  user: UserRecord,
): Promise<DeviceRecord | undefined> {
  const key = signingIn.device?.key
  return key !== undefined && tracksDevices(signingIn)
    ? context.store.findDevice(user.poolId, user.sub, key)
    : undefined
}

/** Whether a sign-in belongs to a device, known or new. */
export function tracksDevices({ pool, device }: SigningIn): boolean {
  return device !== undefined && pool.settings.DeviceConfiguration !== undefined
}

/** Whether a device of this kind spares the user the second factor. */
export function sparesFactor({ settings }: PoolRecord, device: DeviceRecord): boolean {
  return device.remembered && settings.DeviceConfiguration?.ChallengeRequiredOnNewDevice === true
}

/** Deletes the user's device. Refuses with ResourceNotFoundException when there is none. */
export async function forgetUserDevice(
  context: Pick<Cognito, 'store'> & Fails<'ResourceNotFoundException'>,
  { poolId, sub }: UserRecord,
  key: string,
): Promise<void> {
  if (!(await context.store.deleteDevice(poolId, sub, key))) refuseUnknownDevice(context)
}

/** Remembers the user's device or not; left out, the status stays. */
export async function changeRememberedStatus(
  context: Pick<Cognito, 'store'> & Pick<CallContext, 'now'> & Fails<'ResourceNotFoundException'>,
  user: UserRecord,
  key: string,
  status: DeviceRememberedStatusType | undefined,
): Promise<void> {
  const { poolId, sub, remembered: before } = await requireDevice(context, user, key)
  const remembered = status === undefined ? before : status === 'remembered'
  const isThere = await context.store.rememberDevice(poolId, sub, key, { remembered, modifiedAt: context.now })
  if (!isThere) refuseUnknownDevice(context)
}

/** What a device that signs in for the first time goes by from now on. */
export function createDeviceMetadata(
  context: Pick<Cognito, 'random' | 'vault'>,
  pool: PoolRecord,
  user: UserRecord,
): Required<Defined<NewDeviceMetadataType>> {
  return { DeviceKey: `${pool.region}_${context.random.uuid()}`, DeviceGroupKey: deviceGroupKey(context, user) }
}

/** The group that all devices of a user are in. */
export function deviceGroupKey(context: Pick<Cognito, 'vault'>, { poolId, sub }: UserRecord): string {
  const bytes = Buffer.from(context.vault.fingerprint(`${poolId}/${sub}`, 'device-group'), 'hex')
  return `-${bytes.subarray(0, 6).toString('base64url')}`
}

/** A device as its user sees it. */
export function describeDevice(device: DeviceRecord): Defined<DeviceType> {
  return {
    DeviceKey: device.key,
    DeviceAttributes: [
      { Name: 'device_status', Value: 'valid' },
      ...(device.name === undefined ? [] : [{ Name: 'device_name', Value: device.name }]),
      { Name: 'last_ip_used', Value: device.lastIp },
    ],
    DeviceCreateDate: device.createdAt,
    DeviceLastModifiedDate: device.modifiedAt,
    DeviceLastAuthenticatedDate: device.authenticatedAt,
  }
}

/** The same for an administrator (AWS CLI reference, admin-get-device). */
export function describeDeviceToAdmin(
  { accountId }: Pick<CallContext, 'accountId'>,
  pool: PoolRecord,
  user: UserRecord,
  device: DeviceRecord,
): Defined<DeviceType> {
  const { DeviceAttributes = [], ...description } = describeDevice(device)
  const owner = `${user.username}.${pool.id}`
  return {
    ...description,
    DeviceAttributes: [
      ...DeviceAttributes,
      {
        Name: 'dev:device_arn',
        Value: `arn:aws:cognito-idp:${pool.region}:${accountId}:owner/${owner}/device/${device.key}`,
      },
      { Name: 'dev:device_owner', Value: owner },
      { Name: 'dev:device_remembered_status', Value: device.remembered ? 'remembered' : 'not_remembered' },
      { Name: 'dev:device_sdk', Value: 'aws-sdk' },
    ],
  }
}
