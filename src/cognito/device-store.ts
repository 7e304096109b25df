import type { Page } from './store.ts'

/** A device that a user has confirmed. */
export interface DeviceRecord {
  readonly poolId: string
  readonly sub: string
  /** Unique among the devices of the user. */
  readonly key: string
  readonly groupKey: string
  readonly name?: string
  /** Whether it may stand for a second factor. */
  readonly remembered: boolean
  /** Salt and SRP verifier of its password, sealed by the vault with the purpose `device-verifier/<pool>/<sub>/<key>`. */
  readonly sealedVerifier: Uint8Array
  readonly lastIp: string
  readonly createdAt: Date
  readonly modifiedAt: Date
  readonly authenticatedAt: Date
}

export interface DeviceStore {
  insertDevice(device: DeviceRecord): Promise<'inserted' | 'exists' | 'user-gone'>
  findDevice(poolId: string, sub: string, key: string): Promise<DeviceRecord | undefined>
  /** False when the user has no such device. */
  rememberDevice(
    poolId: string,
    sub: string,
    key: string,
    change: Pick<DeviceRecord, 'remembered' | 'modifiedAt'>,
  ): Promise<boolean>
  /** Notes where and when the device was used to sign in. */
  touchDevice(
    poolId: string,
    sub: string,
    key: string,
    use: Pick<DeviceRecord, 'lastIp' | 'authenticatedAt'>,
  ): Promise<void>
  /** Deletes the device together with the refresh tokens bound to it, and unbinds its sign-ins. False when the user has no such device. */
  deleteDevice(poolId: string, sub: string, key: string): Promise<boolean>
  /** In the order of keys. */
  listDevices(
    poolId: string,
    sub: string,
    page: { readonly limit: number; readonly after?: string; readonly remembered?: true },
  ): Promise<Page<DeviceRecord>>
}
