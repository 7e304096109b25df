import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only its owner can read, so that it is there whole or not at all, also after a power loss. */
export function writePrivateFile(file: string, text: string): void {
  const temporary = `${file}.new`
  // Whatever is there may be another's, or lead elsewhere.
  rmSync(temporary, { force: true })
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
}

/** Begins a file that only its owner can read, in place of what an earlier try has left; answers its path. */
export function beginPrivateFile(file: string): string {
  const part = `${file}.part`
  rmSync(part, { force: true })
  closeSync(openSync(part, 'wx', 0o600))
  return part
}

/**
 * Gives a finished file its name, durably. Throws when there is a file of that name already, unless it is to be replaced.
 */
export function finishPrivateFile(part: string, file: string, { replace }: { readonly replace: boolean }): void {
  syncPath(part)
  if (replace) renameSync(part, file)
  else {
    linkSync(part, file)
    rmSync(part)
  }
  syncPath(dirname(file))
}

/** A file's content, or a directory's entries, are on the disk. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
