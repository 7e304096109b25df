import type { Vault } from '../ports/vault.ts'
import type { Database } from './sql.ts'

/** The master key is not the one that the data in the database was sealed with. */
export class WrongMasterKeyError extends Error {
  constructor() {
    super(
      "the master key is not the one that this database's keys and secrets are sealed with; give every node the first node's (master.key in its data directory)",
    )
    this.name = 'WrongMasterKeyError'
  }
}

/**
 * Notes a fingerprint of the first master key that a database is used with, and refuses every other: data sealed with two
 * keys could be read whole by neither.
 */
export async function checkMasterKey(database: Database, vault: Pick<Vault, 'fingerprint'>): Promise<void> {
  const fingerprint = vault.fingerprint('master-key', 'installation')
  await database.run(
    `INSERT INTO installation (name, value) VALUES ('master-key', ?) ON CONFLICT (name) DO NOTHING`,
    fingerprint,
  )
  const row = await database.get<{ value: string }>(`SELECT value FROM installation WHERE name = 'master-key'`)
  if (row?.value !== fingerprint) throw new WrongMasterKeyError()
}
