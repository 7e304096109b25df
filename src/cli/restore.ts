import { join } from 'node:path'
import { systemRandom } from '../ports/random.ts'
import { restore } from '../store/backup.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'
import { dataOptions, explainingData, formatBytes, readDataPlace } from './data-options.ts'

export const command = defineCommand({
  name: 'restore',
  summary: 'put a backup in the place of the database',
  usage: 'FILE [options]',
  details: `Stop the server first. Put the master key of the backup's time where the server looks for it:

  cp /keys/master.key .poolgate/master.key
  poolgate restore /backups/poolgate-2026-11-22.db`,
  options: {
    ...dataOptions,
    force: {
      type: 'boolean',
      description: 'replace the database that is there, which is kept as poolgate.db.replaced',
    },
  },
  maxPositionals: 1,
  async run({ force = false, ...values }, [file], io) {
    if (file === undefined) throw new UsageError('FILE is missing: which backup?')
    const { dataDir, database, masterKey } = await readDataPlace(values, io)
    if (database !== undefined)
      throw new CommandError(
        `the data is in PostgreSQL, which has its own tool: pg_restore --clean --if-exists --no-owner --dbname=URL ${file}`,
      )
    const restored = await explainingData(() =>
      restore(file, dataDir, { force, random: systemRandom, ...(masterKey && { masterKey }) }),
    )
    const { bytes, schema, hasMasterKey, replaced } = restored
    io.print(`restored ${file} to ${join(dataDir, 'poolgate.db')}: ${formatBytes(bytes)}, schema ${schema}, checked\n`)
    if (replaced !== undefined) io.print(`the database that was there is now ${replaced}\n`)
    if (hasMasterKey) io.print('the master key opens what is sealed in it\n')
    else
      io.printError(
        `THE MASTER KEY IS MISSING: put the one of the backup's time at ${join(dataDir, 'master.key')}, or give it with --master-key-file; no server starts without it\n`,
      )
    return 0
  },
})
