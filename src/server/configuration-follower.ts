import type { LoginHosts } from '../cognito/domains/login-hosts.ts'
import type { SigningKeys } from '../cognito/keys/signing-keys.ts'
import type { LiveApis } from '../gateway/proxy/live-apis.ts'
import type { LiveDomains } from '../gateway/proxy/live-domains.ts'
import type { Log } from '../ports/log.ts'
import { repeat, type Repetition } from '../ports/repeat.ts'
import { groupSync } from '../store/group-sync.ts'
import { changesSince, type ConfigurationChange, newestVersion } from '../store/change-log.ts'
import type { KeyRotation } from './key-rotation.ts'
import type { Sql } from '../store/sql.ts'

/** What a node keeps in memory of what the database has. */
export interface KeptConfiguration {
  readonly liveApis: Pick<LiveApis, 'reload' | 'reloadAll'>
  readonly domains: Pick<LiveDomains, 'load' | 'reload'>
  readonly loginHosts: Pick<LoginHosts, 'load' | 'reload'>
  readonly signingKeys: Pick<SigningKeys, 'forget' | 'forgetAll'>
  readonly keyring: Pick<KeyRotation, 'takeUp'>
}

/**
 * Has a node take up what other nodes configure. Its own changes come by again: taking them up twice does no harm, and
 * mends what a change and a reload that crossed it may have left.
 */
export interface ConfigurationFollower {
  /**
   * Takes up what was committed since it was last called, for all who call meanwhile at once. Rejects when the database cannot be asked; the next success
   * then takes up everything anew, since a reload may have failed, too.
   */
  catchUp(): Promise<void>
  /** Catches up again and again, until `stop`. */
  start(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

const pollMilliseconds = 250

/** To be opened before anything is loaded, so that no change falls in between. */
export async function openConfigurationFollower(
  database: Sql,
  kept: KeptConfiguration,
  log: Log,
): Promise<ConfigurationFollower> {
  /** Undefined when it is not known what the node has missed. */
  let version: number | undefined = await newestVersion(database)
  let isLost = false
  let following: Repetition | undefined

  async function takeUpAll(): Promise<void> {
    const newest = await newestVersion(database)
    await takeUpKeyring(kept, log)
    kept.signingKeys.forgetAll()
    await kept.domains.load()
    await kept.loginHosts.load()
    await kept.liveApis.reloadAll()
    version = newest
    log.info({ event: 'configuration-taken-up-anew', version })
  }

  const catchUp = groupSync(async () => {
    try {
      const found = version === undefined ? 'forgotten' : await changesSince(database, version)
      if (found === 'forgotten') await takeUpAll()
      else {
        for (const change of found.changes) await takeUp(kept, change, log)
        version = found.version
      }
      if (isLost) log.info({ event: 'database-found' })
      isLost = false
    } catch (error) {
      version = undefined
      throw error
    }
  })

  async function poll(): Promise<void> {
    try {
      await catchUp()
    } catch (error) {
      // Once, not four times a second: the node goes on serving what it has.
      if (!isLost) log.error({ event: 'database-lost' }, error)
      isLost = true
    }
  }

  return {
    catchUp,
    start: () => {
      following = repeat(pollMilliseconds, poll)
    },
    stop: async () => following?.stop(),
  }
}

async function takeUp(kept: KeptConfiguration, { kind, subject }: ConfigurationChange, log: Log): Promise<void> {
  if (kind === 'http-api') return kept.liveApis.reload(subject)
  if (kind === 'login-host') return kept.loginHosts.reload(subject)
  if (kind === 'signing-keys') return kept.signingKeys.forget(subject)
  if (kind === 'keyring') return takeUpKeyring(kept, log)
  const [region = '', domainName = ''] = subject.split('/')
  return kept.domains.reload(region, domainName)
}

/** A node that has not got the new master key yet goes on with the keys that it holds: nothing is sealed with new ones until then. */
async function takeUpKeyring({ keyring }: KeptConfiguration, log: Log): Promise<void> {
  if (!(await keyring.takeUp())) log.error({ event: 'master-key-unknown', advice: 'restart with the new master key' })
}
