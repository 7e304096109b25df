import type { DeviceSecretVerifierConfigType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { DeviceRecord } from '../device-store.ts'
import { numberOf, padded, prime } from '../srp/group.ts'
import type { SrpIdentity, SrpVerifier } from '../srp/srp.ts'

/*
 * A device has a password that it has made up and never tells (developer guide, "Working with user devices in your user
 * pool"); what the server keeps of it is an SRP verifier, sealed by the vault.
 */

/** Of salts of every client there is, which are 16 bytes long. */
const longestSalt = 255

/** Reads what ConfirmDevice is given. Refuses with InvalidParameterException what no password can have led to. */
export function readDeviceVerifier(
  context: Fails<'InvalidParameterException'>,
  given: Defined<DeviceSecretVerifierConfigType> = {},
): SrpVerifier {
  const salt = Buffer.from(given.Salt ?? '', 'base64')
  const verifier = numberOf(Buffer.from(given.PasswordVerifier ?? '', 'base64'))
  if (salt.length === 0 || salt.length > longestSalt || verifier <= 1n || verifier >= prime - 1n)
    context.fail('InvalidParameterException', 'DeviceSecretVerifierConfig is not valid.')
  return { salt, verifier }
}

type Owned = Pick<DeviceRecord, 'poolId' | 'sub' | 'key'>

export function sealDeviceVerifier(
  context: Pick<Cognito, 'vault'>,
  device: Owned,
  { salt, verifier }: SrpVerifier,
): Buffer {
  return context.vault.seal(Buffer.concat([Buffer.from([salt.length]), salt, padded(verifier)]), purposeOf(device))
}

export function openDeviceVerifier(context: Pick<Cognito, 'vault'>, device: DeviceRecord): SrpVerifier {
  const opened = context.vault.open(device.sealedVerifier, purposeOf(device))
  const end = 1 + opened.readUInt8(0)
  return { salt: opened.subarray(1, end), verifier: numberOf(opened.subarray(end)) }
}

function purposeOf({ poolId, sub, key }: Owned): string {
  return `device-verifier/${poolId}/${sub}/${key}`
}

/** The identity that a device signs in as: where users have the pool's name, devices have that of their group. */
export function deviceIdentity({ groupKey, key }: DeviceRecord): SrpIdentity {
  return { poolName: groupKey, userId: key }
}
