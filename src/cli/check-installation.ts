import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { X509Certificate } from 'node:crypto'
import { refuseUnsafe } from '../server/ground.ts'
import { loadProvidedCertificates } from '../http/provided-certificates.ts'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import { systemClock } from '../ports/clock.ts'
import { silentLog } from '../ports/log.ts'
import { migrations } from '../store/migrations/index.ts'
import type { Sql } from '../store/sql.ts'
import { countWorkers } from './count-workers.ts'
import { type Finding, reasonOf } from './finding.ts'
import { findRunningServer } from './running-server.ts'
import { defaultDataDir } from './server-options.ts'

type Check = (options: Placed) => Promise<Finding>

/** Options with the places that they leave out. */
interface Placed extends PoolgateOptions {
  readonly dataDir: string
  readonly host: string
  readonly port: number
}

/** Everything that a server stands on, looked at without starting one. */
export async function checkInstallation(options: PoolgateOptions): Promise<Finding[]> {
  const { dataDir = defaultDataDir, host = '127.0.0.1', port = 4566 } = options
  const placed = { ...options, dataDir: resolve(dataDir), host, port }
  const checks: readonly (readonly [about: string, check: Check])[] = [
    ['options', checkOptions],
    ['clock', checkClock],
    ['disk space', checkSpace],
    ['disk sync', checkSync],
    ['master key', checkMasterKeyFile],
    ['database', checkDatabase],
    ['port', checkPort],
    ['certificates', checkCertificates],
  ]
  const findings: Finding[] = []
  for (const [about, check] of checks)
    findings.push(await check(placed).catch((error: unknown) => failure(about, reasonOf(error))))
  return findings
}

const ok = (about: string, text: string): Finding => ({ state: 'ok', about, text })
const warning = (about: string, text: string): Finding => ({ state: 'warning', about, text })
const failure = (about: string, text: string): Finding => ({ state: 'failure', about, text })

async function checkOptions(options: Placed): Promise<Finding> {
  refuseUnsafe(options, options.host)
  const workers = countWorkers(options)
  const processes = workers === 1 ? 'one process' : `${workers} worker processes`
  return ok('options', `${options.mode ?? 'development'} mode on ${options.host}, ${processes}`)
}

/** Without a network there is nobody to ask; but no file of ours can be younger than now. */
async function checkClock({ dataDir }: Placed): Promise<Finding> {
  const now = Date.now()
  const written = await stat(join(dataDir, 'poolgate.db')).catch(() => undefined)
  const ahead = written === undefined ? 0 : written.mtimeMs - now
  const time = new Date(now).toISOString()
  return ahead > 5000
    ? failure('clock', `it is ${time}, and the database was written ${Math.round(ahead / 1000)} s later; set the clock`)
    : ok('clock', time)
}

/** The data directory, or the one that it would be made in. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path))
}

const mebibyte = 1024 * 1024

async function checkSpace({ dataDir }: Placed): Promise<Finding> {
  const { bavail, bsize } = await statfs(existing(dataDir))
  const free = Math.floor((bavail * bsize) / mebibyte)
  const text = `${free} MiB free for ${dataDir}`
  if (free < 100) return failure('disk space', text)
  return free < 1024 ? warning('disk space', text) : ok('disk space', text)
}

const syncs = 10

/** Every call that changes something waits for the disk (promise P6). */
async function checkSync({ dataDir }: Placed): Promise<Finding> {
  const directory = await mkdtemp(join(existing(dataDir), '.poolgate-doctor-'))
  try {
    const file = await open(join(directory, 'probe'), 'w', 0o600)
    const times: number[] = []
    for (let count = 0; count < syncs; count++) {
      const began = performance.now()
      await file.write(Buffer.alloc(4096, count))
      await file.sync()
      times.push(performance.now() - began)
    }
    await file.close()
    const median = times.toSorted((a, b) => a - b)[syncs / 2] ?? 0
    const text = `a synced write takes ${median.toFixed(1)} ms`
    return median > 50
      ? warning('disk sync', `${text}, and so does every call that changes something`)
      : ok('disk sync', text)
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function checkMasterKeyFile({ dataDir, masterKey, database, mode }: Placed): Promise<Finding> {
  if (masterKey !== undefined)
    return ok('master key', 'from a file, a command or the environment; keep a copy elsewhere')
  const file = join(dataDir, 'master.key')
  const found = await stat(file).catch(() => undefined)
  if (!found) {
    if (existsSync(join(dataDir, 'poolgate.db')))
      return failure(
        'master key',
        `${file} is missing, and the data cannot be read without it; restore it from a backup`,
      )
    return database === undefined
      ? ok('master key', `${file} will be made`)
      : warning(
          'master key',
          'nodes of one database need one key: give it to all with --master-key-file or POOLGATE_MASTER_KEY',
        )
  }
  if ((found.mode & 0o077) !== 0) return failure('master key', `${file} can be read by others; chmod 600 ${file}`)
  return mode === 'production'
    ? warning(
        'master key',
        `${file} is beside the data that it seals; --master-key-file, --master-key-command or POOLGATE_MASTER_KEY keep it apart`,
      )
    : ok('master key', file)
}

async function checkDatabase({ dataDir, database: url }: Placed): Promise<Finding> {
  if (url !== undefined) {
    const { openPostgres } = await import('../store/postgres.ts')
    const database = await openPostgres(url)
    try {
      const began = performance.now()
      await database.get('SELECT 1 AS answer')
      return describeSchema(
        await findSchema(database),
        `PostgreSQL answers in ${(performance.now() - began).toFixed(1)} ms`,
      )
    } finally {
      await database.close()
    }
  }
  const file = join(dataDir, 'poolgate.db')
  if (!existsSync(file)) return ok('database', `${file} will be made`)
  const connection = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    const [health] = Object.values(connection.prepare('PRAGMA quick_check(1)').get() ?? {})
    if (health !== 'ok') return failure('database', `${file} is damaged: ${String(health)}; restore it from a backup`)
    const row = connection.prepare('SELECT MAX(version) AS version FROM schema_version').get()
    return describeSchema(Number(row?.['version'] ?? 0), file)
  } finally {
    connection.close()
  }
}

/** Undefined for a database without tables of ours. */
async function findSchema(database: Sql): Promise<number | undefined> {
  const row = await database
    .get<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_version')
    .catch(() => undefined)
  return row?.version ?? undefined
}

function describeSchema(found: number | undefined, where: string): Finding {
  const known = migrations.length
  if (found === undefined) return ok('database', `${where}; it is empty`)
  if (found > known)
    return failure('database', `${where}: written by a newer poolgate (schema ${found}; this build knows ${known})`)
  return found < known
    ? warning('database', `${where}: schema ${found} will be brought to ${known} at the start; back it up first`)
    : ok('database', `${where}, schema ${found}`)
}

async function checkPort({ host, port }: Placed): Promise<Finding> {
  const taken = await listenOnce(host, port)
  if (taken === undefined) return ok('port', `${port} on ${host} is free`)
  if (taken !== 'EADDRINUSE') return failure('port', `cannot listen on ${port} on ${host}: ${taken}`)
  const server = await findRunningServer(new URL(`http://127.0.0.1:${port}`)).catch(() => undefined)
  return server
    ? warning('port', `poolgate ${server.version} is running on ${port}`)
    : failure('port', `${port} is in use by another program; choose another with --port`)
}

function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    server.listen({ host, port }, () => server.close(() => done(undefined)))
  })
}

const day = 86_400_000

async function checkCertificates({ certificates = [] }: Placed): Promise<Finding> {
  if (certificates.length === 0) return ok('certificates', "the local authority's")
  await loadProvidedCertificates(certificates, { clock: systemClock, log: silentLog })
  const ends = await Promise.all(
    certificates.map(async ({ certFile }) => ({
      certFile,
      days: (new X509Certificate(await readFile(certFile)).validToDate.getTime() - Date.now()) / day,
    })),
  )
  const [first] = ends.toSorted((one, other) => one.days - other.days)
  if (first === undefined || first.days > 21)
    return ok('certificates', `${certificates.length}, and none ends within 21 days`)
  return first.days < 0
    ? failure('certificates', `${first.certFile} has expired`)
    : warning('certificates', `${first.certFile} expires within ${Math.ceil(first.days)} days`)
}
