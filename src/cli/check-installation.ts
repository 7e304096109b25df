import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { refuseUnsafe } from '../server/ground.ts'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import { checkAcme } from './check-acme.ts'
import { checkCertificates } from './check-certificates.ts'
import { checkCollector } from './check-collector.ts'
import { checkDatabase } from './check-database.ts'
import { checkKeyring, checkMasterKey } from './check-keys.ts'
import { countWorkers } from './count-workers.ts'
import { failure, type Finding, ok, type Placed, reasonOf, warning } from './finding.ts'
import { findRunningServer } from './running-server.ts'
import { defaultDataDir } from './server-options.ts'

/** What is asked, in the order in which it is answered. */
type Check = (options: Placed) => Promise<Finding | readonly Finding[]>

/** Everything that a server stands on, looked at without starting one. */
export async function checkInstallation(options: PoolgateOptions): Promise<Finding[]> {
  const { dataDir = defaultDataDir, host = '127.0.0.1', port = 4566 } = options
  const placed = { ...options, dataDir: resolve(dataDir), host, port }
  const checks: readonly (readonly [about: string, check: Check])[] = [
    ['options', checkOptions],
    ['clock', checkClock],
    ['disk space', checkSpace],
    ['disk sync', checkSync],
    ['master key', checkMasterKey],
    ['database', checkDatabase],
    ['keyring', checkKeyring],
    ['port', checkPort],
    ['certificates', checkCertificates],
    ['acme', (options) => checkAcme(options)],
    ['collector', checkCollector],
  ]
  const findings: Finding[] = []
  for (const [about, check] of checks)
    findings.push(...[await check(placed).catch((error: unknown) => failure(about, reasonOf(error)))].flat())
  return findings
}

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
