import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemRandom } from '../ports/random.ts'
import { createVault } from '../ports/vault.ts'
import { readMasterKeyFile } from '../store/data-directory.ts'
import { openKeys } from '../store/keyring.ts'
import { findSealedKeyring } from './check-database.ts'
import { failure, type Finding, ok, type Placed, warning } from './finding.ts'

/** Where the master key is, and who can read it. */
export async function checkMasterKey({ dataDir, masterKey, database, mode }: Placed): Promise<Finding> {
  if (masterKey !== undefined)
    return ok('master key', 'from a file, a command or the environment; keep a copy elsewhere')
  const file = join(dataDir, 'master.key')
  const found = await stat(file).catch(() => undefined)
  if (!found) {
    if (existsSync(join(dataDir, 'poolgate.db')))
      return failure(
        'master key',
        `${file} is missing, and the data cannot be read without it; restore it from a backup`,
      )
    return database === undefined
      ? ok('master key', `${file} will be made`)
      : warning(
          'master key',
          'nodes of one database need one key: give it to all with --master-key-file or POOLGATE_MASTER_KEY',
        )
  }
  if ((found.mode & 0o077) !== 0) return failure('master key', `${file} can be read by others; chmod 600 ${file}`)
  return mode === 'production'
    ? warning(
        'master key',
        `${file} is beside the data that it seals; --master-key-file, --master-key-command or POOLGATE_MASTER_KEY keep it apart`,
      )
    : ok('master key', file)
}

/** Whether the master key opens the keys of the database, without which nothing that is sealed can be read. */
export async function checkKeyring(options: Placed): Promise<Finding> {
  const { dataDir, masterKey = readMasterKeyFile(dataDir), previousMasterKey } = options
  const sealed = await findSealedKeyring(options)
  if (sealed === undefined) return ok('keyring', 'will be made')
  const opens = (key: Uint8Array | undefined): boolean =>
    key !== undefined && openKeys(sealed, createVault(Buffer.from(key), systemRandom)) !== undefined
  if (opens(masterKey)) return ok('keyring', 'the master key opens the keys of the database')
  // A rotation that a crash has interrupted: the next start goes on with it.
  if (options.masterKey === undefined && opens(readMasterKeyFile(dataDir, 'next')))
    return ok('keyring', 'the next master key opens the keys of the database; the rotation goes on at the start')
  if (opens(previousMasterKey))
    return ok('keyring', 'the previous master key opens the keys of the database; they are sealed anew at the start')
  return failure(
    'keyring',
    masterKey === undefined
      ? 'there is no master key to open the keys of the database with'
      : 'the keys of the database were sealed under another master key; give that one, or restore the database that belongs to this one',
  )
}
