import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../ports/random.ts'
import { createVault } from '../ports/vault.ts'
import { lockDataDirectory, readMasterKeyFile } from './data-directory.ts'
import { openKeys, WrongMasterKeyError } from './keyring.ts'
import { migrations, NewerSchemaError } from './migrations/index.ts'
import { beginPrivateFile, finishPrivateFile } from './private-file.ts'

/** A backup cannot be made or restored; the message says why and what to do. */
class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
  }
}

/** What a backup holds. */
export interface Backup {
  readonly bytes: number
  readonly schema: number
}

/**
 * Writes the SQLite database of a data directory to a file, as it is at one moment, while a server may be using it: SQLite's
 * `VACUUM INTO` reads one snapshot and holds up no writer. It takes its time and this thread, so it is for a process of its
 * own. The file has its name only when it is whole, checked and on the disk.
 * @throws BackupError
 */
export function backUp(dataDir: string, file: string, { force }: { readonly force: boolean }): Backup {
  const database = join(resolve(dataDir), 'poolgate.db')
  if (!existsSync(database)) throw new BackupError(`${database} does not exist: there is nothing to back up`)
  if (existsSync(file) && !force) throw new BackupError(`${file} exists; --force replaces it`)
  const part = explained(`cannot write ${file}`, () => beginDatabase(file))
  try {
    explained(`cannot back up ${database}`, () => copyDatabase(database, part))
    const schema = checkDatabase(part).schema
    explained(`cannot write ${file}`, () => finishPrivateFile(part, file, { replace: force }))
    return { bytes: statSync(file).size, schema }
  } finally {
    discard(part)
  }
}

/** What a killed process has left goes first: the journal of an earlier try would be taken for that of this one. */
function beginDatabase(file: string): string {
  discard(`${file}.part`)
  return beginPrivateFile(file)
}

function discard(part: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true })
}

function copyDatabase(from: string, to: string): void {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 30_000 })
  try {
    source.prepare('VACUUM INTO ?').run(to)
  } finally {
    source.close()
  }
}

/** What was restored, and whether what is sealed in it can be read. */
export interface Restored extends Backup {
  /** Whether the master key is there, which opens it then. */
  readonly hasMasterKey: boolean
  /** Where the database is that was there before. */
  readonly replaced?: string
}

/**
 * Puts a backup in the place of a data directory's database, which no server may be using. An earlier database stays beside it.
 * The backup is checked first: that it is whole, that this build knows its schema, that the master key opens it.
 * @param masterKey when it is not to come from the directory
 * @throws BackupError, NewerSchemaError, WrongMasterKeyError, DataDirectoryInUseError
 */
export function restore(
  file: string,
  dataDir: string,
  { force, masterKey, random }: { readonly force: boolean; readonly masterKey?: Uint8Array; readonly random: Random },
): Restored {
  if (!existsSync(file)) throw new BackupError(`${file} does not exist`)
  if (existsSync(`${file}-wal`))
    throw new BackupError(
      `${file} is a database with a log beside it, and no backup; 'poolgate backup' makes one of it`,
    )
  const path = resolve(dataDir)
  const database = join(path, 'poolgate.db')
  explained(`cannot make the data directory ${path}`, () => mkdirSync(path, { recursive: true, mode: 0o700 }))
  const release = lockDataDirectory(path)
  try {
    const isReplaced = existsSync(database)
    if (isReplaced && !force)
      throw new BackupError(`${database} exists; --force replaces it, and keeps it as poolgate.db.replaced`)
    const part = explained(`cannot write ${database}`, () => beginDatabase(database))
    try {
      explained(`cannot read ${file}`, () => copyFileSync(file, part))
      const { schema, keyring } = checkDatabase(part, file)
      const key = masterKey ?? readMasterKeyFile(path)
      if (key && keyring !== undefined && !openKeys(keyring, createVault(key, random))) throw new WrongMasterKeyError()
      if (isReplaced) explained(`cannot keep ${database}`, () => setAside(database))
      explained(`cannot write ${database}`, () => finishPrivateFile(part, database, { replace: true }))
      const restored = { bytes: statSync(database).size, schema, hasMasterKey: key !== undefined }
      return isReplaced ? { ...restored, replaced: `${database}.replaced` } : restored
    } finally {
      discard(part)
    }
  } finally {
    release()
  }
}

/**
 * Gives a database a second name, so that it is there under one of them at any time. What is in its log comes into it first;
 * a log that cannot be read is moved away, lest it be taken for that of the database that comes in its place.
 */
function setAside(database: string): void {
  try {
    const connection = new DatabaseSync(database)
    connection.exec('PRAGMA journal_mode=DELETE')
    connection.close()
  } catch {
    // It is damaged, which is why it is replaced.
  }
  for (const suffix of ['-wal', '-shm']) {
    rmSync(`${database}.replaced${suffix}`, { force: true })
    if (existsSync(`${database}${suffix}`)) renameSync(`${database}${suffix}`, `${database}.replaced${suffix}`)
  }
  rmSync(`${database}.replaced`, { force: true })
  linkSync(database, `${database}.replaced`)
}

/** @param name what to call it in a refusal */
function checkDatabase(file: string, name = file): { readonly schema: number; readonly keyring?: string } {
  const connection = new DatabaseSync(file, { readOnly: true })
  try {
    const [health] = Object.values(connection.prepare('PRAGMA quick_check(1)').get() ?? {})
    if (health !== 'ok') throw new BackupError(`${name} is damaged: ${String(health)}`)
    const schema = Number(connection.prepare('SELECT MAX(version) AS version FROM schema_version').get()?.['version'])
    if (schema > migrations.length) throw new NewerSchemaError(schema, migrations.length)
    const keyring = connection.prepare(`SELECT value FROM installation WHERE name = 'keyring'`).get()?.['value']
    return { schema, ...(typeof keyring === 'string' && { keyring }) }
  } catch (error) {
    if (error instanceof BackupError || error instanceof NewerSchemaError) throw error
    throw new BackupError(`${name} is no database of poolgate, or a damaged one: ${reasonOf(error)}`, { cause: error })
  } finally {
    connection.close()
  }
}

function explained<Result>(what: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw new BackupError(`${what}: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
