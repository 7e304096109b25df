import type { Random } from '../../ports/random.ts'
import { createVault, type VaultKeys } from '../../ports/vault.ts'
import { openKeys } from '../keyring.ts'
import { migrations } from '../migrations/index.ts'
import type { Table } from './describe-tables.ts'
import { createDigests, type Digests, fromPortable, PortableFileError, portableFormat } from './portable-file.ts'
import { type ProtectedKey, readProtectedKey, unprotectKey } from './portable-key.ts'
import { portableTables } from './portable-tables.ts'
import type { Row } from './snapshot.ts'

/** A row, and the line of the file that it is in. */
export interface FiledRow {
  readonly table: Table
  readonly row: Row
  readonly line: number
}

/** A portable file whose header was read and whose key was found. */
export interface PortableFile {
  /** What its sealed values are sealed with. */
  readonly keys: VaultKeys
  /** Its rows, in order, each once a digest says that it is as it was written. Throws PortableFileError. */
  rows(): AsyncGenerator<FiledRow>
}

/**
 * Reads the header of a portable file.
 * @param passphrase what the file's keys are protected with, unless they are not
 * @throws PortableFileError
 */
export async function openPortableFile(
  lines: AsyncIterator<string>,
  passphrase: string | undefined,
  random: Random,
): Promise<PortableFile> {
  const first = await lines.next()
  const { key, keyring } = readHeader(first.done === true ? '' : first.value)
  // Anybody could have written such a file in the place of the one that is meant.
  if ('plain' in key && passphrase !== undefined)
    throw new PortableFileError(
      'the file is not protected with an export key, so that anybody can have written it: import it without --export-key-file if it is the one that you mean',
    )
  const fileKey = unprotectKey(key, passphrase, random)
  if (fileKey === 'no passphrase')
    throw new PortableFileError('the file is protected with an export key: give it with --export-key-file')
  if (!fileKey) throw new PortableFileError('the export key is not the one that the file is protected with')
  const keys = openKeys(keyring, createVault(fileKey, random))
  if (!keys) throw new PortableFileError('line 1 is not as it was written')
  const digests = createDigests(fileKey)
  digests.add(first.value)
  return { keys, rows: () => readRows(lines, digests) }
}

function readHeader(line: string): { readonly key: ProtectedKey; readonly keyring: string } {
  const header: { poolgate?: unknown; format?: unknown; schema?: unknown; key?: unknown; keyring?: unknown } = Object(
    parse(line),
  )
  if (header.poolgate !== 'export') throw new PortableFileError(`line 1 is not the header of a 'poolgate export'`)
  if (header.format !== portableFormat)
    throw new PortableFileError(
      `the file has format ${String(header.format)}, and this build reads ${portableFormat}: take the version that wrote it, or a newer one`,
    )
  if (header.schema !== migrations.length)
    throw new PortableFileError(
      `the file is of schema ${String(header.schema)}, and this build of ${migrations.length}: import it with the version that wrote it, and upgrade then`,
    )
  const key = readProtectedKey(header.key)
  if (!key || typeof header.keyring !== 'string') throw new PortableFileError('line 1 is not as it was written')
  return { key, keyring: header.keyring }
}

async function* readRows(lines: AsyncIterator<string>, digests: Digests): AsyncGenerator<FiledRow> {
  const tables = new Map(portableTables().map((table) => [table.name, table]))
  let table: Table | undefined
  let rows = 0
  let number = 1
  let undigestedFrom = 1
  let undigested: FiledRow[] = []
  for (;;) {
    const next = await lines.next()
    if (next.done === true) throw new PortableFileError(`the file ends early, after line ${number}`)
    number += 1
    const value = parse(next.value)
    if (Array.isArray(value)) {
      if (!table) throw new PortableFileError(`line ${number} has a row, and no line before it says of which table`)
      digests.add(next.value)
      rows += 1
      undigested.push({ table, row: readRow(value, table, number), line: number })
      continue
    }
    const { table: name, columns, digest, rows: count }: Readonly<Record<string, unknown>> = Object(value)
    if (typeof digest === 'string') {
      if (count !== undefined) digests.add(String(rows))
      if (digests.next() !== digest || (count !== undefined && count !== rows))
        throw new PortableFileError(`lines ${undigestedFrom} to ${number} are not as they were written`)
      yield* undigested
      undigested = []
      undigestedFrom = number + 1
      if (count === undefined) continue
      if ((await lines.next()).done !== true) throw new PortableFileError(`line ${number + 1} comes after the end`)
      return
    }
    table = typeof name === 'string' ? tables.get(name) : undefined
    if (!table || JSON.stringify(columns) !== JSON.stringify(table.columns.map((column) => column.name)))
      throw new PortableFileError(`line ${number} is not as it was written`)
    digests.add(next.value)
  }
}

function readRow(values: readonly unknown[], { columns }: Table, line: number): Row {
  if (values.length !== columns.length) throw new PortableFileError(`line ${line} is not as it was written`)
  return columns.map((column, index) => {
    const value = fromPortable(values[index], column)
    if (value === undefined) throw new PortableFileError(`line ${line} is not as it was written: ${column.name}`)
    return value
  })
}

/** Undefined for what is not JSON. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
