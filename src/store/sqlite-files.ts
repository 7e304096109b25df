import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the database file when there is none, and sees to it that only its owner can read it and what SQLite keeps beside
 * it; what SQLite makes later it makes with the permissions of the database file.
 */
export function makePrivateDatabase(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const found = statSync(file, { throwIfNoEntry: false })
    // Not by a descriptor: closing one would give up the locks that the process has on a database.
    if (found && (found.mode & 0o077) !== 0) chmodSync(file, 0o600)
    if (!found && file === path) closeSync(openSync(file, 'a', 0o600))
  }
}

/** A new file is there after a power loss only when its directory was synced. */
export function syncDirectoryOf(file: string): void {
  const descriptor = openSync(dirname(file), 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
