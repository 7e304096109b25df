import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { UsageError } from './command.ts'
import { readMasterKeys } from './read-master-keys.ts'

const directory = mkdtempSync(join(tmpdir(), 'poolgate-master-keys-'))
after(() => rmSync(directory, { recursive: true }))
const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const file = join(directory, 'first.key')
writeFileSync(file, `${first.toString('base64')}\n`)

describe('the master key', () => {
  it('comes from a file, from a command or from the environment, in this order', () => {
    const env = { POOLGATE_MASTER_KEY: second.toString('base64'), SECOND: second.toString('base64') }
    assert.deepEqual(readMasterKeys({}, {}), {})
    assert.deepEqual(readMasterKeys({}, env), { masterKey: second })
    assert.deepEqual(readMasterKeys({ 'master-key-file': file }, env), { masterKey: first })
    assert.deepEqual(readMasterKeys({ 'master-key-command': `cat '${file}'` }, env), { masterKey: first })
    const values = { 'master-key-command': 'echo "$SECOND"', 'previous-master-key-file': file }
    assert.deepEqual(readMasterKeys(values, env), { masterKey: second, previousMasterKey: first })
  })

  it('is refused without saying what was read', () => {
    const secret = 'c2VjcmV0'
    const cases: readonly (readonly [command: string, message: string])[] = [
      [`echo ${secret}`, 'the output of --master-key-command must hold 32 bytes in base64; it holds 6'],
      [`echo ${secret}; exit 3`, '--master-key-command ended with 3'],
      ['kill -9 $$', '--master-key-command ended with SIGKILL'],
      ['yes', '--master-key-command cannot be run'],
    ]
    for (const [command, message] of cases)
      assert.throws(() => readMasterKeys({ 'master-key-command': command }, process.env), new UsageError(message))
    assert.throws(
      () => readMasterKeys({ 'master-key-command': 'true', 'master-key-file': file }, {}),
      /both say what the master key is/,
    )
  })
})
