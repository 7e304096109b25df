import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { accessLogTo, fileAccessLog, lineAccessLog, type LogDestination } from './access-log.ts'
import { recordingLog } from './log.ts'

const to = (logGroup: string): LogDestination => ({ region: 'us-east-1', logGroup, logStream: 'a/b' })

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
    accessLog.write(to('/aws/http-api'), 'first')
    accessLog.write(to('other'), 'elsewhere')
    accessLog.write(to('/aws/http-api'), 'second')
    await accessLog.close()
    assert.deepEqual(readdirSync(logs).toSorted(), ['%2Faws%2Fhttp-api.log', 'other.log'])
    assert.equal(readFileSync(join(logs, '%2Faws%2Fhttp-api.log'), 'utf8'), 'first\nsecond\n')
    assert.equal(statSync(join(logs, 'other.log')).mode & 0o777, 0o600)
    assert.equal(statSync(logs).mode & 0o777, 0o700)
  })

  it('stay in their directory whatever a log group is called', async (t) => {
    const { logs, accessLog } = open(t)
    accessLog.write(to('../../evil'), 'x')
    accessLog.write(to('..'), 'x')
    await accessLog.close()
    assert.deepEqual(readdirSync(logs).toSorted(), ['..%2F..%2Fevil.log', '...log'])
  })

  it('have names that a file can have', async (t) => {
    const { logs, accessLog } = open(t)
    for (const end of ['a', 'b']) accessLog.write(to(`${'/'.repeat(300)}${end}`), end)
    await accessLog.close()
    assert.equal(readdirSync(logs).filter((name) => name.length < 250).length, 2)
  })

  it('begin anew where a file was moved away', async (t) => {
    const { logs, accessLog } = open(t)
    accessLog.write(to('a'), 'before')
    await accessLog.close()
    renameSync(join(logs, 'a.log'), join(logs, 'a.log.1'))
    accessLog.write(to('a'), 'after')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), 'after\n')
  })

  it('drop what waits beyond the limit, and the log says how much', async (t) => {
    const { logs, log, accessLog } = open(t, 12)
    for (const entry of ['12345', '12345', 'too much', 'too much']) accessLog.write(to('a'), entry)
    await accessLog.close()
    accessLog.write(to('a'), 'later')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), '12345\n12345\nlater\n')
    assert.deepEqual(log.entries, [{ level: 'warn', event: 'access-log-overrun', dropped: 2 }])
  })

  it('that cannot be written are told to the log, and later ones are tried again', async (t) => {
    const { logs, log, accessLog } = open(t)
    writeFileSync(logs, 'a file where the directory should be')
    accessLog.write(to('a'), 'lost')
    await accessLog.close()
    assert.deepEqual(
      log.entries.map(({ event, dropped }) => ({ event, dropped })),
      [{ event: 'access-log-failed', dropped: 1 }],
    )
    rmSync(logs)
    accessLog.write(to('a'), 'kept')
    await accessLog.close()
    assert.equal(readFileSync(join(logs, 'a.log'), 'utf8'), 'kept\n')
  })
})

describe('access logs that go to several places', () => {
  it('go to each, lines with the name of their log group', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'poolgate-access-log-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    const lines: string[] = []
    const accessLog = accessLogTo([fileAccessLog(directory, recordingLog()), lineAccessLog((line) => lines.push(line))])
    accessLog.write(to('/pets'), 'first')
    await accessLog.close()
    assert.deepEqual(lines, ['/pets first\n'])
    assert.equal(readFileSync(join(directory, '%2Fpets.log'), 'utf8'), 'first\n')
  })
})
