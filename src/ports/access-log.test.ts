import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileAccessLog } from './access-log.ts'
import { recordingLog } from './log.ts'

describe('access logs in files', () => {
  function open(t: TestContext, limit?: number) {
    const directory = mkdtempSync(join(tmpdir(), 'poolgate-access-log-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    const log = recordingLog()
    const logs = join(directory, 'logs')
    return { logs, log, accessLog: fileAccessLog(logs, log, limit) }
  }

  it('hold the entries of each log group in their order, for the owner alone', async (t) => {
    const { logs, accessLog } = open(t)
    accessLog.write('/aws/http-api', 'first')
    accessLog.write('other', 'elsewhere')
    accessLog.write('/aws/http-api', 'second')
    await accessLog.close()
    assert.deepEqual(readdirSync(logs).toSorted(), ['%2Faws%2Fhttp-api.log', 'other.log'])
    assert.equal(readFileSync(join(logs, '%2Faws%2Fhttp-api.log'), 'utf8'), 'first\nsecond\n')
    assert.equal(statSync(join(logs, 'other.log')).mode & 0o777, 0o600)
    assert.equal(statSync(logs).mode & 0o777, 0o700)
  })

  it('stay in their directory whatever a log group is called', async (t) => {
    const { logs, accessLog } = open(t)
    accessLog.write('../../evil', 'x')
    accessLog.write('..', 'x')
    await accessLog.close()
    assert.deepEqual(readdirSync(logs).toSorted(), ['..%2F..%2Fevil.log', '...log'])
  })

  it('begin anew where a file was moved away', async (t) => {
    const { logs, accessLog } = open(t)
    accessLog.write('a', 'before')
    await accessLog.close()
    renameSync(join(logs, 'a.log'), join(logs, 'a.log.1'))
    accessLog.write('a', 'after')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), 'after\n')
  })

  it('drop what waits beyond the limit, and the log says how much', async (t) => {
    const { logs, log, accessLog } = open(t, 12)
    for (const entry of ['12345', '12345', 'too much', 'too much']) accessLog.write('a', entry)
    await accessLog.close()
    accessLog.write('a', 'later')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), '12345\n12345\nlater\n')
    assert.deepEqual(log.entries, [{ level: 'warn', event: 'access-log-overrun', dropped: 2 }])
  })

  it('that cannot be written are told to the log, and later ones are tried again', async (t) => {
    const { logs, log, accessLog } = open(t)
    writeFileSync(logs, 'a file where the directory should be')
    accessLog.write('a', 'lost')
    await accessLog.close()
    assert.deepEqual(
      log.entries.map(({ event, dropped }) => ({ event, dropped })),
      [{ event: 'access-log-failed', dropped: 1 }],
    )
    rmSync(logs)
    accessLog.write('a', 'kept')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), 'kept\n')
  })
})
