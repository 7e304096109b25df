import { availableParallelism } from 'node:os'

/*
 * libuv runs password hashes, RSA signatures and the work of files and names on one pool of threads, four unless the
 * environment says otherwise (libuv documentation, "Thread pool work scheduling"): too few for hashes on more than three cores.
 */

const threadsByDefault = 4

/** Asks for a thread for each core and one more. It counts only before anything has used the pool: call it first of all. */
export function widenThreadPool(env: NodeJS.ProcessEnv, cores = availableParallelism()): void {
  env['UV_THREADPOOL_SIZE'] ??= String(Math.max(threadsByDefault, cores + 1))
}

/** How many computations may be on the pool at once: one for each core, while a thread is left for everything else. */
export function computationsAtOnce(env: NodeJS.ProcessEnv = process.env, cores = availableParallelism()): number {
  const threads = Number(env['UV_THREADPOOL_SIZE']) || threadsByDefault
  return Math.max(1, Math.min(cores, threads - 1))
}
