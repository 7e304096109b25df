import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { fileAuditLog } from './audit-log.ts'
import { recordingLog } from './log.ts'

describe('the audit log', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'poolgate-audit-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')

  it('is a private file of one JSON object a line, to which is only appended', async () => {
    const file = join(directory, 'audit.log')
    for (const operation of ['A', 'B']) {
      const audit = fileAuditLog(file, recordingLog())
      audit.write({ operation, text: 'a\nb' })
      await audit.close()
    }
    assert.equal(read('audit.log'), '{"operation":"A","text":"a\\nb"}\n{"operation":"B","text":"a\\nb"}\n')
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('goes on in a new file when the operator moves it away', async () => {
    const file = join(directory, 'audit.log')
    const audit = fileAuditLog(file, recordingLog())
    audit.write({ operation: 'A' })
    await audit.close()
    renameSync(file, join(directory, 'audit.log.1'))
    audit.write({ operation: 'B' })
    await audit.close()
    assert.deepEqual([read('audit.log.1'), read('audit.log')], ['{"operation":"A"}\n', '{"operation":"B"}\n'])
  })

  it('keeps what cannot be written, tells the log, and writes it in its order once it can', async () => {
    const log = recordingLog()
    const audit = fileAuditLog(join(directory, 'later/audit.log'), log)
    audit.write({ operation: 'A' })
    await audit.close()
    assert.equal(log.entries[0]?.event, 'audit-log-failed')
    mkdirSync(join(directory, 'later'))
    audit.write({ operation: 'B' })
    await audit.close()
    assert.equal(read('later/audit.log'), '{"operation":"A"}\n{"operation":"B"}\n')
  })

  it('says how many entries there was no room for', async () => {
    const log = recordingLog()
    const audit = fileAuditLog(join(directory, 'audit.log'), log, 30)
    for (const operation of ['A', 'B', 'C']) audit.write({ operation })
    await audit.close()
    assert.equal(read('audit.log'), '{"operation":"A"}\n')
    assert.deepEqual(
      log.entries.map(({ event, dropped }) => [event, dropped]),
      [['audit-log-overrun', 2]],
    )
  })
})
