import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../ports/random.ts'
import { syncPath, writePrivateFile } from './private-file.ts'
import { makePrivateDatabase } from './sqlite-files.ts'

/** The directory that holds everything a server must keep: the database, the master key, the local CA, the outbox. */
export interface DataDirectory {
  readonly path: string
  readonly databasePath: string
  /** 32 bytes; kept outside the database (promise P1). */
  readonly masterKey: Buffer
  /** The file in the directory that has the master key; undefined when it comes from elsewhere. */
  readonly masterKeyFile?: MasterKeyFile
  /** Lets another process use the directory. */
  release(): void
}

/**
 * The file that has the master key, and the one beside it that has the next while the keyring may be sealed under either:
 * whenever the process ends, one of the two opens it.
 */
export interface MasterKeyFile {
  readonly path: string
  /** The present key and the next, as they are in the directory now. */
  findAll(): Buffer[]
  /** The next key; undefined when none is to follow. */
  findNext(): Buffer | undefined
  /** Puts a key beside the one that it is to follow, durably. */
  writeNext(key: Uint8Array): void
  /** Puts the next key in the place of the present one, which stays beside it as `master.key.previous`: older backups need it. */
  adoptNext(): void
  discardNext(): void
}

/** Another process has the directory open: two writers would not see each other's caches. */
export class DataDirectoryInUseError extends Error {
  constructor(path: string) {
    super(`another poolgate is using the data directory ${path}`)
    this.name = 'DataDirectoryInUseError'
  }
}

/** The directory's content cannot be used; the message says what to do. */
export class DataDirectoryError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataDirectoryError'
  }
}

/**
 * Opens the directory, made on first use (mode 0700), for this process alone.
 * @param masterKey 32 bytes, when they are not to come from the directory
 * @param hold keeps other processes out
 */
export function openDataDirectory(
  directory: string,
  random: Random,
  masterKey?: Uint8Array,
  hold: (path: string) => () => void = holdDataDirectory,
): DataDirectory {
  const path = resolve(directory)
  const release = hold(path)
  try {
    const key = masterKey === undefined ? readMasterKey(path, random) : Buffer.from(masterKey)
    if (key.length !== 32) throw new DataDirectoryError(`the master key must have 32 bytes; it has ${key.length}`)
    return {
      path,
      databasePath: databaseFile(path),
      masterKey: key,
      ...(masterKey === undefined && { masterKeyFile: masterKeyFile(path) }),
      release,
    }
  } catch (error) {
    release()
    throw error
  }
}

/** The SQLite database of a data directory. */
export function databaseFile(directory: string): string {
  return join(resolve(directory), 'poolgate.db')
}

/** Keeps every other process out of the directory, which is made when there is none, until it is released. */
export function holdDataDirectory(directory: string): () => void {
  const path = resolve(directory)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new DataDirectoryError(`cannot make the data directory ${path}: ${reasonOf(error)}`, { cause: error })
  }
  return lockDataDirectory(path)
}

/**
 * Keeps every other process out of an existing directory until it is released. An exclusive SQLite lock: the system frees it
 * however the process ends, so no stale lock can stay behind.
 */
export function lockDataDirectory(path: string): () => void {
  let database: DatabaseSync | undefined
  try {
    const file = join(path, 'lock.db')
    // Whoever could read it could lock it.
    makePrivateDatabase(file)
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE')
    const held = database
    return () => held.close()
  } catch (error) {
    database?.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) throw new DataDirectoryInUseError(path)
    throw new DataDirectoryError(`cannot open the data directory ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

const keyFile = 'master.key'
const nextKeyFile = `${keyFile}.next`

function readMasterKey(path: string, random: Random): Buffer {
  const found = readMasterKeyFile(path)
  if (found) return found
  const file = join(path, keyFile)
  if (existsSync(join(path, 'poolgate.db')))
    throw new DataDirectoryError(
      `${file} is missing: without it the keys, secrets and passwords in poolgate.db cannot be read. Restore it from your backup.`,
    )
  const key = random.bytes(32)
  writeKey(file, key)
  return key
}

/**
 * The master key that a data directory has; undefined when it has none.
 * @param which the present one, or the one that is to follow
 */
export function readMasterKeyFile(path: string, which: 'present' | 'next' = 'present'): Buffer | undefined {
  return readKey(join(path, which === 'next' ? nextKeyFile : keyFile))
}

function readKey(file: string): Buffer | undefined {
  if (!existsSync(file)) return undefined
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  if (key.length !== 32) throw new DataDirectoryError(`${file} must hold 32 bytes in base64; it holds ${key.length}`)
  return key
}

function writeKey(file: string, key: Uint8Array): void {
  writePrivateFile(file, `${Buffer.from(key).toString('base64')}\n`)
}

function masterKeyFile(directory: string): MasterKeyFile {
  const path = join(directory, keyFile)
  const next = join(directory, nextKeyFile)
  return {
    path,
    findAll: () => [readKey(path), readKey(next)].filter((key) => key !== undefined),
    findNext: () => readKey(next),
    writeNext: (key) => {
      writeKey(next, key)
      syncPath(directory)
    },
    adoptNext: () => {
      const present = readKey(path)
      if (present) writeKey(`${path}.previous`, present)
      renameSync(next, path)
      syncPath(directory)
    },
    discardNext: () => rmSync(next, { force: true }),
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
