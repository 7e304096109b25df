import { type ConfigurationFollower, openConfigurationFollower } from './configuration-follower.ts'
import type { Ground } from './ground.ts'
import type { HttpApis } from './products/http-apis.ts'
import type { UserPools } from './products/user-pools.ts'
import type { WorkerPlace } from './workers/worker-place.ts'

/** Only a database that several processes may have is asked for what others change; to be called before anything is loaded. */
export async function followOtherProcesses(
  { database, keyRotation, isShared, runtime }: Ground,
  { loginHosts, signingKeys }: UserPools,
  { domains, liveApis }: HttpApis,
): Promise<ConfigurationFollower | undefined> {
  if (!isShared) return undefined
  const kept = { liveApis, domains, loginHosts, signingKeys, keyring: keyRotation }
  const follower = await openConfigurationFollower(database, kept, runtime.log)
  // The ring was read before.
  await keyRotation.takeUp()
  return follower
}

/** Whoever takes no more requests has nothing to take up; to be called before the database is closed. */
export async function leaveOtherWorkers(
  follower: ConfigurationFollower,
  place: Pick<WorkerPlace, 'follow'> | undefined,
): Promise<void> {
  place?.follow(async () => {})
  await follower.stop()
}

/** From here on the other workers answer only when this one has taken up what they change; to be called before it listens. */
export async function joinOtherWorkers(
  follower: ConfigurationFollower,
  place: Pick<WorkerPlace, 'follow'> | undefined,
): Promise<void> {
  place?.follow(() => follower.catchUp())
  // What they changed before did not wait for this one.
  await follower.catchUp()
}
