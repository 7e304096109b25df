/**
 * Bounds the memory of bodies that are on their way: whoever sends them slowly has shown nothing yet, and may have as many
 * connections as there are.
 */
export interface BodyBudget {
  /** For one body. */
  open(): BodyAccount
}

interface BodyAccount {
  /** False when these bytes, and what others have, are too many. */
  take(bytes: number): boolean
  /** The body is complete or given up. */
  close(): void
}

/** Bytes of each body that do not count, so that those who send little are let in however many send much. */
const free = 64 * 1024

/** @param most bytes that all bodies together may have beyond the first of each */
export function createBodyBudget(most: number): BodyBudget {
  let held = 0
  return {
    open() {
      let size = 0
      let counted = 0
      return {
        take(bytes) {
          size += bytes
          const more = Math.max(0, size - free) - counted
          if (held + more > most) return false
          counted += more
          held += more
          return true
        },
        close() {
          held -= counted
          counted = 0
        },
      }
    },
  }
}

/** Of this process: sixteen uploads of the largest objects at once. */
export const bodyBudget: BodyBudget = createBodyBudget(128 * 1024 * 1024)
