import { DataDirectoryError, DataDirectoryInUseError } from '../store/data-directory.ts'
import { WrongMasterKeyError } from '../store/keyring.ts'
import { NewerSchemaError } from '../store/migrations/index.ts'
import { type Io, CommandError, type Values } from './command.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { defaultDataDir, serverOptions } from './server-options.ts'

/** The options of commands that work on the data of an installation: those that say where it is. */
export const dataOptions = {
  config: serverOptions.config,
  'data-dir': serverOptions['data-dir'],
  database: serverOptions.database,
  'master-key-file': serverOptions['master-key-file'],
  'master-key-command': serverOptions['master-key-command'],
} as const

/** Where the data of an installation is. */
export interface DataPlace {
  readonly dataDir: string
  /** URL of a PostgreSQL that has the data in place of the directory. */
  readonly database?: string
  /** 32 bytes, when they do not come from the directory. */
  readonly masterKey?: Uint8Array
}

/** Reads where the data is out of the sources that a server would read it from. Throws UsageError. */
export async function readDataPlace(values: Values<typeof dataOptions>, io: Io): Promise<DataPlace> {
  const {
    dataDir = defaultDataDir,
    database,
    masterKey,
  } = readServerOptions(await gatherServerValues(values, io.env), () => {}, io.env)
  return { dataDir, ...(database !== undefined && { database }), ...(masterKey && { masterKey }) }
}

/** Runs `work`; what the user can put right becomes a CommandError. */
export async function explainingData<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DataDirectoryInUseError) throw new CommandError(`${error.message}; stop it first`)
    throw isForUser(error) ? new CommandError(error.message) : error
  }
}

/** Errors of what is loaded late are told by their names. */
const namesForUser: ReadonlySet<string> = new Set(['BackupError', 'DatabaseError', 'PortableFileError'])

function isForUser(error: unknown): error is Error {
  return (
    error instanceof DataDirectoryError ||
    error instanceof NewerSchemaError ||
    error instanceof WrongMasterKeyError ||
    (error instanceof Error && namesForUser.has(error.name))
  )
}

/** `12.3 MiB` */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
