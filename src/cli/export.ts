import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemRandom } from '../ports/random.ts'
import { readMasterKeyFile } from '../store/data-directory.ts'
import { readPostgresSnapshot, readSqliteSnapshot, type Snapshot } from '../store/portable/snapshot.ts'
import { type ExportOptions, writePortableFile } from '../store/portable/write-portable-file.ts'
import { beginPrivateFile, finishPrivateFile } from '../store/private-file.ts'
import { version } from '../version.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'
import { type DataPlace, dataOptions, explainingData, readDataPlace } from './data-options.ts'
import { exportKeyFile, readOrMakeExportKey } from './export-key.ts'
import { reportProgress } from './report-progress.ts'

export const command = defineCommand({
  name: 'export',
  summary: 'write the whole installation to a file for any database',
  usage: 'FILE|- --export-key-file KEYFILE [options]',
  details: `Lines of JSON, the installation as it is at one moment, also while servers run. What is sealed stays so; the keys to it are
in the file, protected with the export key, which is made when KEYFILE does not exist. From SQLite to PostgreSQL:

  poolgate export all.jsonl --export-key-file export.key
  poolgate import all.jsonl --export-key-file export.key --database postgres://...`,
  options: {
    ...dataOptions,
    'export-key-file': exportKeyFile,
    'plain-secrets': { type: 'boolean', description: 'protect nothing: whoever has the file has every secret' },
    force: { type: 'boolean', description: 'replace FILE when there is one' },
  },
  maxPositionals: 1,
  async run({ force = false, 'export-key-file': keyFile, 'plain-secrets': plain = false, ...values }, [file], io) {
    if (file === undefined) throw new UsageError('FILE is missing: where to write to? - is standard output')
    if ((keyFile === undefined) !== plain)
      throw new UsageError('give --export-key-file to protect the secrets in the file, or --plain-secrets not to')
    const place = await readDataPlace(values, io)
    const masterKey = place.masterKey ?? readMasterKeyFile(resolve(place.dataDir))
    if (!masterKey)
      throw new CommandError(`there is no master key in ${place.dataDir}; say where with --master-key-file`)
    if (file !== '-' && existsSync(file) && !force) throw new CommandError(`${file} exists; --force replaces it`)
    const key = keyFile === undefined ? undefined : readOrMakeExportKey(keyFile, systemRandom)
    if (key?.isNew) io.printError(`made an export key: ${keyFile}; keep it apart from the file\n`)
    const onProgress = reportProgress(io, 'written')
    const passphrase = key?.passphrase
    const options = { masterKey, passphrase, random: systemRandom, version: version(), now: new Date(), onProgress }
    const rows = await explainingData(() =>
      readSnapshot(place, (snapshot) => (file === '-' ? toStandardOutput : toFile(file, force))(snapshot, options)),
    )
    io.printError(`exported ${rows} rows${file === '-' ? '' : ` to ${file}`}\n`)
    if (plain) io.printError('its secrets are not protected: keep it as you keep the master key\n')
    return 0
  },
})

async function readSnapshot(
  { dataDir, database: url }: DataPlace,
  work: (snapshot: Snapshot) => Promise<number>,
): Promise<number> {
  if (url === undefined) {
    const path = join(resolve(dataDir), 'poolgate.db')
    if (!existsSync(path)) throw new CommandError(`${path} does not exist: there is nothing to export`)
    return readSqliteSnapshot(path, work)
  }
  const { openPostgres } = await import('../store/postgres.ts')
  const database = await openPostgres(url)
  try {
    return await readPostgresSnapshot(database, work)
  } finally {
    await database.close()
  }
}

type Write = (snapshot: Snapshot, options: ExportOptions) => Promise<number>

/** The file has its name only when it is whole. */
function toFile(file: string, force: boolean): Write {
  return async (snapshot, options) => {
    const part = `${file}.part`
    try {
      beginPrivateFile(file)
      const rows = await drain(snapshot, options, createWriteStream(part))
      finishPrivateFile(part, file, { replace: force })
      return rows
    } catch (error) {
      rmSync(part, { force: true })
      throw isSystemError(error) ? new CommandError(`cannot write ${file}: ${error.message}`) : error
    }
  }
}

const toStandardOutput: Write = async (snapshot, options) => {
  try {
    return await drain(snapshot, options, process.stdout)
  } catch (error) {
    throw isSystemError(error) ? new CommandError(`standard output was closed early: ${error.message}`) : error
  }
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}

async function drain(snapshot: Snapshot, options: ExportOptions, into: NodeJS.WritableStream): Promise<number> {
  let rows = 0
  async function* text(): AsyncGenerator<string> {
    rows = yield* writePortableFile(snapshot, options)
  }
  await pipeline(Readable.from(text(), { objectMode: false }), into, { end: into !== process.stdout })
  return rows
}
