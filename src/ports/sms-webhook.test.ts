import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { manualClock } from './clock.ts'
import { recordingLog } from './log.ts'
import { seededRandom } from './random.ts'
import { webhookSms } from './sms-webhook.ts'

const message = { to: '+15555550100', text: 'Your code is 123456', userPoolId: 'us-east-1_pool', purpose: 'SignUp' }

/** A webhook that answers these statuses, one after the other. */
async function openWebhook(t: TestContext, ...statuses: number[]) {
  const received: { readonly request: IncomingMessage; readonly body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      received.push({ request, body })
      response.writeHead(statuses[received.length - 1] ?? 500).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const log = recordingLog()
  const ports = { clock: manualClock('2026-11-22T10:00:00Z'), random: seededRandom('sms'), log }
  return { received, log, sms: webhookSms({ url: `http://127.0.0.1:${port}/sms`, secret: 's3cret' }, ports) }
}

describe('text messages by webhook', () => {
  it('are posted with a signature that only the holders of the secret can make', async (t) => {
    const { received, sms, log } = await openWebhook(t, 204)
    await sms.send(message)
    const [{ request, body } = assert.fail('nothing came')] = received
    const { id, ...sent } = JSON.parse(body)
    assert.deepEqual([request.method, request.url, sent], ['POST', '/sms', message])
    assert.match(id, /^[0-9a-f-]{36}$/)
    const seconds = Date.parse('2026-11-22T10:00:00Z') / 1000
    const expected = createHmac('sha256', 's3cret').update(`${seconds}.${body}`).digest('hex')
    assert.equal(request.headers['x-poolgate-signature'], `t=${seconds},v1=${expected}`)
    assert.equal(JSON.stringify(log.entries).includes('123456'), false)
  })

  it('are tried once more, with the same id, when the webhook is in trouble', async (t) => {
    const { received, sms } = await openWebhook(t, 503, 200)
    await sms.send(message)
    assert.equal(received.length, 2)
    assert.equal(received[0]?.body, received[1]?.body)
  })

  it('are given up when the webhook refuses them or stays in trouble', async (t) => {
    const refusing = await openWebhook(t, 422)
    await assert.rejects(refusing.sms.send(message), /the SMS webhook answered 422/)
    assert.equal(refusing.received.length, 1)
    const broken = await openWebhook(t, 500, 502)
    await assert.rejects(broken.sms.send(message), /the SMS webhook answered 502/)
  })
})
