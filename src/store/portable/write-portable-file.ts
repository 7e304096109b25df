import type { Random } from '../../ports/random.ts'
import { createVault } from '../../ports/vault.ts'
import { openKeys, sealKeys, WrongMasterKeyError } from '../keyring.ts'
import { migrations, NewerSchemaError } from '../migrations/index.ts'
import {
  createDigests,
  digestAfter,
  type Digests,
  PortableFileError,
  portableFormat,
  toPortable,
} from './portable-file.ts'
import { protectKey } from './portable-key.ts'
import { portableTables } from './portable-tables.ts'
import type { Snapshot } from './snapshot.ts'

export interface ExportOptions {
  readonly masterKey: Uint8Array
  /** Undefined leaves the key to what is sealed in the file. */
  readonly passphrase: string | undefined
  readonly random: Random
  /** The program's version and the time, for whoever looks into the file. */
  readonly version: string
  readonly now: Date
  /** Called now and then with what was written so far. */
  readonly onProgress?: (rows: number, table: string) => void
}

/**
 * Yields an installation as the text of a portable file, in pieces; returns the number of rows.
 * @throws PortableFileError, NewerSchemaError, WrongMasterKeyError
 */
export async function* writePortableFile(
  snapshot: Snapshot,
  { masterKey, passphrase, random, version, now, onProgress }: ExportOptions,
): AsyncGenerator<string, number> {
  const schema = await checkSchema(snapshot)
  const fileKey = random.bytes(32)
  const key = protectKey(fileKey, passphrase, random)
  const keyring = await resealKeyring(snapshot, { masterKey, fileKey, random })
  const lines = linesUnder(createDigests(fileKey))
  yield lines.add({
    poolgate: 'export',
    format: portableFormat,
    schema,
    version,
    exportedAt: now.toISOString(),
    key,
    keyring,
  })
  let rows = 0
  for (const table of portableTables()) {
    yield lines.add({ table: table.name, columns: table.columns.map(({ name }) => name) })
    for await (const some of snapshot.rows(table)) {
      let text = ''
      for (const row of some) text += lines.add(row.map(toPortable))
      yield text
      rows += some.length
      onProgress?.(rows, table.name)
    }
  }
  yield lines.end(rows)
  return rows
}

/** Makes lines, and puts the digests between them. */
function linesUnder(digests: Digests) {
  let [lines, characters] = [0, 0]
  return {
    add: (value: unknown): string => {
      const text = JSON.stringify(value)
      digests.add(text)
      lines += 1
      characters += text.length
      if (lines < digestAfter.lines && characters < digestAfter.characters) return `${text}\n`
      lines = characters = 0
      return `${text}\n${JSON.stringify({ digest: digests.next() })}\n`
    },
    end: (rows: number): string => {
      digests.add(String(rows))
      return `${JSON.stringify({ rows, digest: digests.next() })}\n`
    },
  }
}

async function checkSchema(snapshot: Snapshot): Promise<number> {
  const schema = await snapshot.schema()
  if (schema === undefined) throw new PortableFileError('no server has used this database: there is nothing to export')
  if (schema > migrations.length) throw new NewerSchemaError(schema, migrations.length)
  if (schema < migrations.length)
    throw new PortableFileError(
      `the database has schema ${schema}, and this build ${migrations.length}: start a server of this version on it once, or export with the version that it is of`,
    )
  return schema
}

async function resealKeyring(
  snapshot: Snapshot,
  {
    masterKey,
    fileKey,
    random,
  }: { readonly masterKey: Uint8Array; readonly fileKey: Uint8Array; readonly random: Random },
): Promise<string> {
  const sealed = await snapshot.keyring()
  if (sealed === undefined) throw new PortableFileError('no server has used this database: there is nothing to export')
  const keys = openKeys(sealed, createVault(masterKey, random))
  if (!keys) throw new WrongMasterKeyError()
  return sealKeys(keys, fileKey, random)
}
