import { createReadStream } from 'node:fs'
import { systemRandom } from '../ports/random.ts'
import { openDataDirectory, type DataDirectory } from '../store/data-directory.ts'
import { migrate } from '../store/migrations/index.ts'
import { importPortableFile } from '../store/portable/import-portable-file.ts'
import { splitLines } from '../store/portable/split-lines.ts'
import type { Database } from '../store/sql.ts'
import { openSqlite } from '../store/sqlite.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'
import { dataOptions, explainingData, readDataPlace } from './data-options.ts'
import { exportKeyFile, readExportKey } from './export-key.ts'
import { reportProgress } from './report-progress.ts'

export const command = defineCommand({
  name: 'import',
  summary: 'fill an empty database with an exported installation',
  usage: 'FILE|- [options]',
  details: `No server may be using the database. All of the file is taken or nothing, sealed under this installation's master key:

  poolgate import all.jsonl --export-key-file export.key --database postgres://...`,
  options: { ...dataOptions, 'export-key-file': exportKeyFile },
  maxPositionals: 1,
  async run({ 'export-key-file': keyFile, ...values }, [file], io) {
    if (file === undefined) throw new UsageError('FILE is missing: what to import? - is standard input')
    const { dataDir, database: url, masterKey } = await readDataPlace(values, io)
    const passphrase = keyFile === undefined ? undefined : readExportKey(keyFile)
    const lines = splitLines(file === '-' ? process.stdin : await openFile(file))
    const rows = await explainingData(async () => {
      const directory = openDataDirectory(dataDir, systemRandom, masterKey)
      try {
        const database = await openDatabase(directory, url)
        try {
          await migrate(database)
          return await importPortableFile(database, lines, {
            masterKey: directory.masterKey,
            passphrase,
            random: systemRandom,
            onProgress: reportProgress(io, 'stored'),
          })
        } finally {
          await database.close()
        }
      } finally {
        directory.release()
      }
    })
    io.print(`imported ${rows} rows from ${file === '-' ? 'standard input' : file}\n`)
    return 0
  },
})

async function openFile(file: string): Promise<AsyncIterable<Uint8Array>> {
  const stream = createReadStream(file)
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve()).once('error', (error) => reject(new CommandError(error.message)))
  })
  return stream
}

async function openDatabase({ databasePath }: DataDirectory, url: string | undefined): Promise<Database> {
  if (url === undefined) return openSqlite(databasePath)
  const { openPostgres } = await import('../store/postgres.ts')
  return openPostgres(url)
}
