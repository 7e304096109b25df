import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { manualClock } from './clock.ts'
import { recordingLog } from './log.ts'
import { outboxMail, outboxSms } from './outbox.ts'
import { seededRandom } from './random.ts'

it('the outbox keeps each message as a private file and logs only where it is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
  const log = recordingLog()
  const outbox = join(directory, 'outbox')
  const mail = outboxMail(outbox, { clock: manualClock('2026-11-22T12:00:00Z'), random: seededRandom('o'), log })
  await mail.send({
    from: 'no-reply@example.com',
    to: 'jane@example.com\r\nBcc: eve@example.com',
    subject: 'Your verification code',
    html: 'Your confirmation code is 123456',
    userPoolId: 'us-east-1_a',
    purpose: 'SignUp',
  })
  const [name, ...others] = readdirSync(outbox)
  assert.deepEqual(others, [])
  const file = join(outbox, name!)
  const [head, body] = readFileSync(file, 'utf8').split('\r\n\r\n')
  assert.equal(body, 'Your confirmation code is 123456\r\n')
  assert.ok(head!.split('\r\n').includes('To: jane@example.com Bcc: eve@example.com'))
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(log.entries, [{ level: 'info', event: 'mail', userPoolId: 'us-east-1_a', purpose: 'SignUp', file }])
  rmSync(directory, { recursive: true })
})

it('the outbox keeps text messages likewise', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
  const log = recordingLog()
  const sms = outboxSms(directory, { clock: manualClock('2026-11-22T12:00:00Z'), random: seededRandom('o'), log })
  const message = { userPoolId: 'us-east-1_a', purpose: 'Authentication' }
  await sms.send({ ...message, to: '+15555550100', text: 'Your authentication code is 123456.' })
  const [name] = readdirSync(directory)
  assert.match(name!, /\.sms$/)
  const file = join(directory, name!)
  const [head, body] = readFileSync(file, 'utf8').split('\r\n\r\n')
  assert.equal(body, 'Your authentication code is 123456.\r\n')
  assert.ok(head!.split('\r\n').includes('To: +15555550100'))
  assert.deepEqual(log.entries, [{ level: 'info', event: 'sms', ...message, file }])
  rmSync(directory, { recursive: true })
})
