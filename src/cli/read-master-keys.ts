import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import { UsageError } from './command.ts'
import type { ServerValues } from './server-options.ts'

type MasterKeys = Pick<PoolgateOptions, 'masterKey' | 'previousMasterKey'>

/**
 * The master key of a file, of a command or of the environment, in this order, and the one before it. Throws UsageError, which
 * never says what was read.
 */
export function readMasterKeys(
  {
    'master-key-file': file,
    'master-key-command': command,
    'previous-master-key-file': previous,
  }: Pick<ServerValues, 'master-key-file' | 'master-key-command' | 'previous-master-key-file'>,
  { POOLGATE_MASTER_KEY: text, ...env }: Readonly<Record<string, string | undefined>>,
): MasterKeys {
  if (file !== undefined && command !== undefined)
    throw new UsageError('--master-key-file and --master-key-command both say what the master key is; give one of them')
  return {
    ...(file !== undefined && { masterKey: decode(readKeyFile('master-key-file', file), file) }),
    ...(command !== undefined && {
      masterKey: decode(runKeyCommand(command, env), 'the output of --master-key-command'),
    }),
    ...(file === undefined &&
      command === undefined &&
      text !== undefined && { masterKey: decode(text, 'POOLGATE_MASTER_KEY') }),
    ...(previous !== undefined && {
      previousMasterKey: decode(readKeyFile('previous-master-key-file', previous), previous),
    }),
  }
}

function decode(text: string, source: string): Buffer {
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) throw new UsageError(`${source} must hold 32 bytes in base64; it holds ${key.length}`)
  return key
}

function readKeyFile(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--${option} ${file} cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
}

const commandMilliseconds = 30_000

/** What the command says on standard error is for the operator to see; its output is the key and nobody's to see. */
function runKeyCommand(command: string, env: Readonly<Record<string, string | undefined>>): string {
  const { error, status, signal, stdout } = spawnSync(command, {
    shell: true,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: commandMilliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024,
  })
  if (error)
    throw new UsageError(
      `--master-key-command ${'code' in error && error.code === 'ETIMEDOUT' ? `gave no key within ${commandMilliseconds / 1000} seconds` : 'cannot be run'}`,
    )
  if (status !== 0) throw new UsageError(`--master-key-command ended with ${status ?? signal}`)
  return stdout
}
