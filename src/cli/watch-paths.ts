import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/** Editors write in several steps, and a synthesis writes many files: what comes within this time is one change. */
const quietMs = 150

/**
 * Calls `changed` once whatever is written, replaced, made or removed among the files and folders has been quiet for a
 * moment. Files are watched in their folders, as editors replace them, and may not be there yet. Throws when the system cannot watch.
 */
export function watchPaths(paths: readonly string[], changed: () => void): { readonly close: () => void } {
  let timer: NodeJS.Timeout | undefined
  const watchers: FSWatcher[] = []
  const close = (): void => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
  const noticed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(changed, quietMs)
  }
  try {
    for (const path of paths) watchers.push(watchPath(resolve(path), noticed).on('error', noticed))
  } catch (error) {
    close()
    throw error
  }
  return { close }
}

function watchPath(path: string, noticed: () => void): FSWatcher {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return watch(path, { recursive: true }, noticed)
  return watch(dirname(path), (_event, name) => {
    if (name === null || name === basename(path)) noticed()
  })
}
