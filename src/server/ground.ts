import { createAccess } from '../iam/access/access.ts'
import { configuredNames, isLoopbackAddress, ownOrigins } from './own-names.ts'
import { type PoolgateOptions, UnsafeOptionsError } from './poolgate-options.ts'
import { type AddressPolicy, createAddressPolicy } from '../ports/addresses.ts'
import { type MovableClock, movableClock, systemClock } from '../ports/clock.ts'
import { silentLog } from '../ports/log.ts'
import type { ReadableMetrics } from '../ports/metrics.ts'
import { trustProxies } from '../ports/client-address.ts'
import { systemRandom } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import { createMetrics, observers, openAuditLog, openTracing } from './observers/observers.ts'
import { createReadiness, type Readiness } from './readiness.ts'
import { adviceOnKeys, openRootAccessKey, ownSecret, secretOfOnly } from './root-access-key.ts'
import { type DataDirectory, openDataDirectory } from '../store/data-directory.ts'
import { announcingDatabase } from '../store/change-log.ts'
import { iamStore } from '../store/iam/store.ts'
import type { Keyring } from '../store/keyring.ts'
import { createKeyRotation, type KeyRotation, unlockKeyring } from './key-rotation.ts'
import { countSignIns, limitSignIns } from './sign-in-limit.ts'
import { migrate } from '../store/migrations/index.ts'
import type { Database } from '../store/sql.ts'
import { openSqlite } from '../store/sqlite.ts'
import { observedDatabase } from './observers/observed-database.ts'
import type { Access } from '../wire/access.ts'
import type { Runtime } from '../wire/service.ts'
import type { WorkerPlace } from './workers/worker-place.ts'

/** What every product stands on. */
export interface Ground {
  readonly runtime: Runtime
  /** Who signs requests to HTTP APIs, which is verified in development, too. */
  readonly access: Access
  /** The runtime's clock where it may be moved: not in production. */
  readonly movableClock?: MovableClock
  readonly options: PoolgateOptions
  /** Where the process is one of several on the data directory. */
  readonly place: WorkerPlace | undefined
  /** Whether other processes change what is in the database. */
  readonly isShared: boolean
  readonly dataDir: string
  readonly database: Database
  readonly vault: Vault
  /** What the vault works with. */
  readonly keyring: Keyring
  readonly keyRotation: KeyRotation
  readonly readiness: Readiness
  /** Where somebody reads metrics. */
  readonly metrics?: ReadableMetrics
  readonly policy: AddressPolicy
  /** The port, which is known only once the server listens. */
  readonly port: () => number
  /** Further host names of the server, lower case. */
  readonly ownNames: ReadonlySet<string>
  /** The server's own origins. */
  readonly origins: () => readonly string[]
}

/** What to do to end the server, first things first. */
export type Undo = (() => void | Promise<void>)[]

/** Opens the data directory and the database, brings the schema up to date, and checks that the master key is the right one. */
export async function layGround(
  options: PoolgateOptions,
  port: () => number,
  undo: Undo,
  place?: WorkerPlace,
): Promise<Ground> {
  const { clock: machine = systemClock, random = systemRandom, log = silentLog, region = 'us-east-1' } = options
  const directory = openDataDirectory(
    options.dataDir ?? '.poolgate',
    random,
    options.masterKey,
    // The primary holds it for all workers.
    place && (() => () => {}),
  )
  undo.unshift(() => directory.release())
  const own = await createMetrics(options)
  const metrics = own && place ? place.shareMetrics(own) : own
  const tracing = await openTracing(options, log, metrics)
  undo.unshift(() => tracing?.close())
  const audit = openAuditLog(options, directory.path, log)
  undo.unshift(() => audit?.close())
  const opened = await openDatabase(options, directory, place)
  undo.unshift(() => opened.close())
  const database = observedDatabase(opened, metrics, tracing)
  await migrate(database)
  const isAlone = place === undefined || place.isAlone
  const unlock = { previous: options.previousMasterKey, isShared: !isAlone }
  const keyring = await unlockKeyring(database, random, directory, unlock)
  const { vault } = keyring
  const others = { hasOtherNodes: options.database !== undefined, hasOtherWorkers: place !== undefined }
  const keyRotation = createKeyRotation({ database, keyring, random, log, ...others, ...directory })
  undo.unshift(() => keyRotation.stop())
  const isProduction = options.mode === 'production'
  const movable = movableClock(machine)
  const clock = isProduction ? machine : movable
  const runtime = {
    clock,
    random,
    log,
    defaultRegion: region,
    accountId: '000000000000',
    ...observers(metrics, audit, tracing, clock),
    ...(options.trustedProxies && { findClientAddress: trustProxies(options.trustedProxies) }),
    ...(options.signInsPerMinute !== undefined && {
      admit: limitSignIns(options.signInsPerMinute, place?.countSignIn ?? countSignIns(() => clock.time())),
    }),
  }
  const account = { ...runtime, vault, store: iamStore(database) }
  const rootKey = () => options.rootAccessKey ?? openRootAccessKey(directory.path, random)
  const access = createAccess(
    isProduction
      ? { ...account, findRootSecret: secretOfOnly(rootKey()) }
      : { ...account, findRootSecret: ownSecret, signersClock: machine, advice: adviceOnKeys },
  )
  return {
    runtime: isProduction ? { ...runtime, access } : runtime,
    access,
    ...(!isProduction && { movableClock: movable }),
    options,
    place,
    isShared: others.hasOtherNodes || others.hasOtherWorkers,
    dataDir: directory.path,
    database,
    vault,
    keyring,
    keyRotation,
    readiness: createReadiness(database, log),
    ...(metrics && { metrics }),
    // Integrations and issuers on this machine are what a development server is for.
    policy: createAddressPolicy({ allowPrivate: !isProduction || options.allowPrivateTargets === true }),
    port,
    ownNames: configuredNames(options.origins ?? []),
    origins: () => ownOrigins(port(), options.origins ?? []),
  }
}

async function openDatabase(
  { database: url }: PoolgateOptions,
  { databasePath }: DataDirectory,
  place: WorkerPlace | undefined,
): Promise<Database> {
  const sqlite = () => openSqlite(databasePath, place && { writing: place.writing })
  const database = url === undefined ? sqlite() : await openPostgresDatabase(url)
  return place ? announcingDatabase(database, () => place.announce()) : database
}

async function openPostgresDatabase(url: string): Promise<Database> {
  const { openPostgres } = await import('../store/postgres.ts')
  return openPostgres(url)
}

/** Refuses options that would make the server unsafe, or that somebody would rely on in vain. */
export function refuseUnsafe(options: PoolgateOptions, host = '127.0.0.1'): void {
  const { mode = 'development', allowPrivateTargets, rootAccessKey, trustedProxies = [], acme } = options
  refuseWorkers(options)
  if (mode === 'production') return
  if (!isLoopbackAddress(host))
    throw new UnsafeOptionsError(
      `${host} is not a loopback address: development mode takes any credentials, so it serves its own machine only; use production mode (--production)`,
    )
  if (trustedProxies.length > 0)
    throw new UnsafeOptionsError(
      '--trusted-proxy: in development mode whoever is on this machine is its operator, and so would all clients of a proxy be; use production mode (--production)',
    )
  if (acme)
    throw new UnsafeOptionsError(
      '--acme-domain: a certificate that everybody trusts is for a server that everybody may reach; use production mode (--production)',
    )
  if (allowPrivateTargets !== undefined || rootAccessKey !== undefined)
    throw new UnsafeOptionsError(
      `${rootAccessKey ? 'a root access key' : '--allow-private-targets'} has no effect in development mode, which takes any credentials and reaches any target; use production mode (--production)`,
    )
}

function refuseWorkers({ workers = 1, mode }: PoolgateOptions): void {
  if (workers === 1) return
  if (mode !== 'production')
    throw new UnsafeOptionsError(
      '--workers: in development mode one process has the clock and the log of requests; use production mode (--production)',
    )
}
