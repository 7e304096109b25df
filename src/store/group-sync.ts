/**
 * Makes of many wishes to be on disk few syncs (group commit): one is under way at a time, and whoever asks meanwhile
 * shares the next one. What a caller had written before it asked is on disk when its promise resolves.
 */
export function groupSync(sync: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  async function syncAfter(previous: Promise<void>): Promise<void> {
    // Whether it failed is for those to know who waited for it.
    await previous.catch(() => {})
    if (next) current = next
    next = undefined
    await sync()
  }
  return () => (next ??= syncAfter(current))
}
