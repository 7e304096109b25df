import { once } from 'node:events'
import { CertificateError } from '../http/certificate-error.ts'
import { PortInUseError } from '../http/port-in-use-error.ts'
import { UnsafeOptionsError, type PoolgateOptions } from '../server/poolgate-options.ts'
import { type RunningPoolgate, startPoolgate } from '../server/poolgate.ts'
import type { WorkerPlace } from '../server/workers/worker-place.ts'
import { DataDirectoryError, DataDirectoryInUseError } from '../store/data-directory.ts'
import { WrongMasterKeyError } from '../store/keyring.ts'
import { NewerSchemaError } from '../store/migrations/index.ts'
import { CommandError } from './command.ts'

/** Starts a server; what the user can put right becomes a CommandError that says how. */
export function startOrExplain(options: PoolgateOptions, place?: WorkerPlace): Promise<RunningPoolgate> {
  return orExplain(options, () => startPoolgate(options, place))
}

/** The same for any part of a start. */
export async function orExplain<Result>(
  options: PoolgateOptions,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw explain(error, options)
  }
}

function explain(error: unknown, options: PoolgateOptions): unknown {
  if (error instanceof PortInUseError)
    return new CommandError(`port ${error.port} is in use; stop what uses it, or choose another with --port`)
  if (error instanceof DataDirectoryInUseError)
    return new CommandError(`${error.message}; stop it, or choose another with --data-dir`)
  if (error instanceof NewerSchemaError)
    return new CommandError(`${options.dataDir}: ${error.message}; use that version, or another --data-dir`)
  return isForUser(error) ? new CommandError(error.message) : error
}

/** What says in its message all that the user needs to put it right. */
function isForUser(error: unknown): error is Error {
  return (
    error instanceof CertificateError ||
    error instanceof DataDirectoryError ||
    error instanceof UnsafeOptionsError ||
    error instanceof WrongMasterKeyError ||
    // Told by its name, so that the driver is loaded for those only who use it.
    (error instanceof Error && error.name === 'DatabaseError')
  )
}

/**
 * Resolves at the first SIGINT or SIGTERM from now on; a second one ends the process at once. Call it before anything
 * says that the server is there, as from then on it may be told to stop.
 */
export async function stopSignal(): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })])
  stop.abort()
}
