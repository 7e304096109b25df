import { join } from 'node:path'
import { backUp } from '../store/backup.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'
import { dataOptions, explainingData, formatBytes, readDataPlace } from './data-options.ts'

export const command = defineCommand({
  name: 'backup',
  summary: 'write the database to a file, also while the server runs',
  usage: 'FILE [options]',
  details: `Run it where the data directory is. The file is the database as it was at one moment, checked, for 'poolgate restore':

  poolgate backup /backups/poolgate-$(date +%F).db

The master key is not in it: keep that elsewhere. PostgreSQL has pg_dump.`,
  options: {
    ...dataOptions,
    force: { type: 'boolean', description: 'replace FILE when there is one' },
  },
  maxPositionals: 1,
  async run({ force = false, ...values }, [file], io) {
    if (file === undefined) throw new UsageError('FILE is missing: where to write the backup?')
    const { dataDir, database, masterKey } = await readDataPlace(values, io)
    if (database !== undefined)
      throw new CommandError(
        `the data is in PostgreSQL, which has its own tool: pg_dump --format=custom --file=${file} URL`,
      )
    const { bytes, schema } = await explainingData(() => backUp(dataDir, file, { force }))
    io.print(`backed up ${join(dataDir, 'poolgate.db')} to ${file}: ${formatBytes(bytes)}, schema ${schema}, checked\n`)
    const key = masterKey ? 'the one that the server is given' : join(dataDir, 'master.key')
    io.print(`NOT IN IT: the master key (${key}). Keep a copy apart from the backup: without it nobody reads
what is sealed, and nobody can sign in. Whoever has both has everything.
Not in it either, and made anew where they are missing: the local CA and root-credentials.\n`)
    return 0
  },
})
