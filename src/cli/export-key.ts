import { readFileSync } from 'node:fs'
import type { Random } from '../ports/random.ts'
import { writePrivateFile } from '../store/private-file.ts'
import { CommandError, type Option, UsageError } from './command.ts'

/** The option that names what an exported file's keys are protected with. */
export const exportKeyFile = {
  type: 'string',
  value: 'FILE',
  description: 'passphrase or key, at least 16 characters, that protects the secrets in the file',
} as const satisfies Option

/** Fewer can be tried. */
const shortest = 16

/** The passphrase in a file, without the white space around it. Throws CommandError. */
export function readExportKey(file: string): string {
  const passphrase = findExportKey(file)
  if (passphrase === undefined) throw new CommandError(`--export-key-file ${file} does not exist`)
  return passphrase
}

/** The same, and a new key in that file when there is none. */
export function readOrMakeExportKey(
  file: string,
  random: Random,
): { readonly passphrase: string; readonly isNew: boolean } {
  const found = findExportKey(file)
  if (found !== undefined) return { passphrase: found, isNew: false }
  const passphrase = random.bytes(32).toString('base64')
  writePrivateFile(file, `${passphrase}\n`)
  return { passphrase, isNew: true }
}

function findExportKey(file: string): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CommandError(`--export-key-file ${file} cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
  if (text.trim().length < shortest)
    throw new UsageError(`--export-key-file ${file} must hold at least ${shortest} characters`)
  return text.trim()
}
